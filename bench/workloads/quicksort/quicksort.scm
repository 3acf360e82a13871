(define (random-numbers n)
  (let ((out (make-vector n)))
    (let loop ((i 0) (x 42))
      (if (= i n)
          out
          (let ((x (mod (* x 16807) 2147483647)))
            (vector-set! out i x)
            (loop (+ i 1) x))))))

(define numbers (random-numbers 100000))

(define (swap! v i j)
  (let ((x (vector-ref v i)))
    (vector-set! v i (vector-ref v j))
    (vector-set! v j x)))

(define (split! v lo hi)
  (let ((pivot (vector-ref v hi)))
    (let loop ((i lo) (j lo))
      (cond ((= j hi) (swap! v i hi) i)
            ((< (vector-ref v j) pivot) (swap! v i j) (loop (+ i 1) (+ j 1)))
            (else (loop i (+ j 1)))))))

(define (quicksort! v lo hi)
  (when (< lo hi)
    (let ((p (split! v lo hi)))
      (quicksort! v lo (- p 1))
      (quicksort! v (+ p 1) hi))))

(define (run)
  (let ((v (vector-map (lambda (x) x) numbers)))
    (quicksort! v 0 (- (vector-length v) 1))
    (string-append (number->string (vector-ref v 0)) " " (number->string (vector-ref v 50000)) " "
                   (number->string (vector-ref v 99999)))))
