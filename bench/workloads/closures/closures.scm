(define (counter n)
  (lambda ()
    (set! n (+ n 1))
    n))

(define (run)
  (let loop ((i 0) (sum 0))
    (if (= i 1000000)
        sum
        (let ((next (counter i)))
          (next)
          (next)
          (loop (+ i 1) (+ sum (next)))))))
