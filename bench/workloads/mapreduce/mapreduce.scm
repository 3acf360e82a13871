(define numbers
  (do ((i 999999 (- i 1))
       (out '() (cons i out)))
      ((< i 0) out)))

(define (run)
  (fold-left (lambda (sum x) (+ sum x))
             0
             (filter (lambda (x) (= 0 (mod x 2)))
                     (map (lambda (x) (* x 3)) numbers))))
