(define (leave i return) (return i))

(define (run)
  (let loop ((i 0) (sum 0))
    (if (= i 1000000)
        sum
        (loop (+ i 1) (+ sum (call/cc (lambda (return) (+ 1 (leave i return)))))))))
