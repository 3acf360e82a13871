// Package lib holds the SX sources that are part of every sx: the rooms of the prelude, which every
// program sees, and the libraries that a program imports, (import (store api)) being the file
// store/api.sx.
package lib

import "embed"

// Files are the sources, by path from this folder.
//
//go:embed prelude/*.sx sx/*.sx store/*.sx
var Files embed.FS
