(define (run)
  (do ((i 0 (+ i 1))
       (sum 0 (+ sum i)))
      ((= i 10000000) sum)))
