(define (run)
  (reset
   (let ((x (shift k
              (let loop ((i 0) (sum 0))
                (if (= i 1000000)
                    sum
                    (loop (+ i 1) (+ sum (k i))))))))
     (* 2 x))))
