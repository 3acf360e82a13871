(define (yield x)
  (shift k (cons x k)))

(define (numbers n)
  (let loop ((i 0))
    (if (< i n)
        (begin
          (yield i)
          (loop (+ i 1)))
        #f)))

(define (run)
  (let loop ((next (reset (numbers 1000000))) (sum 0))
    (if next
        (loop ((cdr next) #f) (+ sum (car next)))
        sum)))
