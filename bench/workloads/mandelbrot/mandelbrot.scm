(define (escape cr ci)
  (let loop ((n 0) (x 0.0) (y 0.0))
    (let ((xx (* x x)) (yy (* y y)))
      (if (or (= n 100) (> (+ xx yy) 4.0))
          n
          (loop (+ n 1) (+ (- xx yy) cr) (+ (* 2.0 x y) ci))))))

(define (run)
  (let rows ((i 0) (sum 0))
    (if (= i 200)
        sum
        (let points ((j 0) (sum sum))
          (if (= j 200)
              (rows (+ i 1) sum)
              (points (+ j 1) (+ sum (escape (- (* j 0.015) 2.0) (- (* i 0.015) 1.5)))))))))
