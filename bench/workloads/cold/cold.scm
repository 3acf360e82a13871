(display 42)
(newline)
