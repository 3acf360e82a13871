(define driver #f)

(define (ask i)
  (call/1cc (lambda (k) (driver (cons k i)))))

(define (worker n)
  (let loop ((i 0) (sum 0))
    (if (= i n)
        (driver sum)
        (loop (+ i 1) (+ sum (ask i))))))

(define (run)
  (let loop ((go (lambda () (worker 1000000))))
    (let ((next (call/1cc (lambda (k) (set! driver k) (go)))))
      (if (pair? next)
          (loop (lambda () ((car next) (+ (cdr next) 1))))
          next))))
