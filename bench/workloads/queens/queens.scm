(define size 9)

(define (safe? col placed)
  (let loop ((qs placed) (distance 1))
    (cond ((null? qs) #t)
          ((or (= (car qs) col) (= (abs (- (car qs) col)) distance)) #f)
          (else (loop (cdr qs) (+ distance 1))))))

(define (ways row placed)
  (if (= row size)
      1
      (let loop ((col 0) (sum 0))
        (cond ((= col size) sum)
              ((safe? col placed) (loop (+ col 1) (+ sum (ways (+ row 1) (cons col placed)))))
              (else (loop (+ col 1) sum))))))

(define (run) (ways 0 '()))
