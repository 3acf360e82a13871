(define (event i)
  (string-append "((stream . \"account-" (number->string (mod i 1000)) "\") (seq . " (number->string i)
                 ") (type . \"deposited\") (at . 1700000000) (data . ((amount . " (number->string (mod i 997))
                 ".25) (tags . (1 2 3)))))\n"))

(define (text i)
  (let-values (((port text) (open-string-output-port)))
    (put-string port "(")
    (do ((j 0 (+ j 1)))
        ((= j 24))
      (put-string port (event (+ (* 24 i) j))))
    (put-string port ")")
    (text)))

(define texts
  (do ((i 3999 (- i 1))
       (out '() (cons (text i) out)))
      ((< i 0) out)))

(define (run)
  (fold-left (lambda (sum text)
               (fold-left (lambda (sum e) (+ sum (cdr (assq 'seq e))))
                          sum
                          (get-datum (open-string-input-port text))))
             0
             texts))
