(define tag (make-prompt-tag))

(define (worker n)
  (let loop ((i 0) (sum 0))
    (if (= i n)
        (lambda () sum)
        (loop (+ i 1) (+ sum (abort-to-prompt tag i))))))

(define (run)
  (let loop ((thunk (lambda () (worker 1000000))))
    (let ((next (call-with-prompt tag
                  thunk
                  (lambda (k i) (cons k (+ i 1))))))
      (if (pair? next)
          (loop (lambda () ((car next) (cdr next))))
          (next)))))
