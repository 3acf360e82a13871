(define again #f)

(define (below depth)
  (if (= depth 0)
      (let ((n (call/cc (lambda (k) (set! again k) 0))))
        (if (< n 1000000)
            (again (+ n 1))
            n))
      (+ 1 (below (- depth 1)))))

(define (run) (below 1000))
