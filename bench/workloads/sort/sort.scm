(define (random-numbers n)
  (let loop ((i 0) (x 42) (out '()))
    (if (= i n)
        (reverse out)
        (let ((x (mod (* x 16807) 2147483647)))
          (loop (+ i 1) x (cons x out))))))

(define numbers (random-numbers 200000))

(define (run)
  (let ((sorted (list->vector (list-sort (lambda (a b) (> a b)) numbers))))
    (string-append (number->string (vector-ref sorted 0)) " "
                   (number->string (vector-ref sorted 100000)) " "
                   (number->string (vector-ref sorted 199999)))))
