(define-record-type event (fields k n))

(define templates
  (let ((out (make-vector 1000)))
    (do ((j 0 (+ j 1)))
        ((= j 1000) out)
      (vector-set! out j
                   (make-event (string-append "k" (number->string j)) (+ 1 (mod j 97)))))))

(define events
  (let ((out (make-vector 1000000)))
    (do ((i 0 (+ i 1)))
        ((= i 1000000) out)
      (vector-set! out i (vector-ref templates (mod i 1000))))))

(define (run)
  (let ((totals (make-hashtable string-hash string=?)))
    (vector-for-each
     (lambda (e) (hashtable-update! totals (event-k e) (lambda (n) (+ n (event-n e))) 0))
     events)
    (let ((sum 0))
      (let-values (((ks vs) (hashtable-entries totals)))
        (vector-for-each (lambda (n) (set! sum (+ sum n))) vs))
      (string-append (number->string (hashtable-size totals)) " " (number->string sum) " "
                     (number->string (hashtable-ref totals "k96" 0))))))
