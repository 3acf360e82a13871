// Package skeleton holds the project that sx new makes: a program that keeps events, a library, a test.
package skeleton
