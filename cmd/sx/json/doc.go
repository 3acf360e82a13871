// Package json writes values of SX as JSON and reads JSON as values.
//
//	nil, true, false    null, true, false
//	integer             a number without fraction and exponent, however large
//	float               a number with a fraction or an exponent, so that it is read as a float: 1.0, 1e+21
//	string              a string
//	list                an array
//	dict                an object; keys keep their order
//	anything else       {"$sx": "written form"}: keywords, symbols, rationals, chars, vectors, sets,
//	                    infinities and NaN
//	a string, or a dict with a key, that is no UTF-8, and a dict whose only key is $sx
//	                    {"$sx": …} too, with the (coded hex) of package line for what is no UTF-8
//
// Nothing is lost: Parse gives back what Append wrote, and a JSON text that is parsed and written again
// means the same. Parse takes JSON by RFC 8259; what it could not keep, it refuses: a key that is there twice, an
// escaped half of a surrogate pair, a number beyond the range of floats.
package json
