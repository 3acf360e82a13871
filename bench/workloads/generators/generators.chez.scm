(define (generator body)
  (define return #f)
  (define (yield x)
    (call/1cc
     (lambda (k)
       (set! resume k)
       (return x))))
  (define (resume ignored)
    (body yield)
    (return #f))
  (lambda ()
    (call/1cc
     (lambda (k)
       (set! return k)
       (resume #f)))))

(define (numbers n)
  (generator
   (lambda (yield)
     (let loop ((i 0))
       (when (< i n)
         (yield i)
         (loop (+ i 1)))))))

(define (run)
  (let ((next (numbers 1000000)))
    (let loop ((x (next)) (sum 0))
      (if x
          (loop (next) (+ sum x))
          sum))))
