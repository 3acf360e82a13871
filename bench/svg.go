package main

import (
	"fmt"
	"html"
	"io"
	"math"
)

// The picture: a row for each workload, a dot for each peer at its time divided by that of sx, on a
// logarithmic scale from 1/16 to 64. Right of the line at 1, sx is faster.
const (
	svgLeft, svgTop, svgRow = 110, 60, 22
	svgWidth                = 760 // of the scale, in pixels
	svgLow, svgHigh         = -4, 6
)

func colors() []string {
	return []string{"#d62728", "#ff7f0e", "#9467bd", "#8c564b", "#1f77b4", "#17becf", "#7fb8da", "#2ca02c", "#98a52c", "#7f7f7f"}
}

// x gives where a ratio stands.
func svgX(ratio float64) float64 {
	log := min(max(math.Log2(ratio), svgLow), svgHigh)
	return svgLeft + (log-svgLow)/(svgHigh-svgLow)*svgWidth
}

// svg draws the table.
func (r results) svg(out io.Writer) {
	rows := len(r.workloads) + 1
	height := svgTop + rows*svgRow + 40
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n",
		svgLeft+svgWidth+30, height)
	fmt.Fprintln(out, `<rect width="100%" height="100%" fill="white"/>`)
	for j, e := range r.engines[1:] {
		x, y := svgLeft+(j%5)*150, 18+j/5*18
		fmt.Fprintf(out, `<circle cx="%d" cy="%d" r="5" fill="%s"/><text x="%d" y="%d">%s</text>`+"\n",
			x, y-4, colors()[j%len(colors())], x+10, y, html.EscapeString(e.name))
	}
	bottom := svgTop + rows*svgRow
	for log := svgLow; log <= svgHigh; log++ {
		x := svgX(math.Exp2(float64(log)))
		name, stroke := fmt.Sprint(math.Exp2(float64(log))), "#ddd"
		if log < 0 {
			name = "1/" + fmt.Sprint(math.Exp2(float64(-log)))
		}
		if log == 0 {
			stroke = "#000"
		}
		fmt.Fprintf(out, `<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="%s"/><text x="%.1f" y="%d" text-anchor="middle">%s</text>`+"\n",
			x, svgTop-8, x, bottom, stroke, x, bottom+14, name)
	}
	for i := range rows {
		y := svgTop + i*svgRow + 8
		name := "geometric mean"
		if i < len(r.workloads) {
			name = mark(r.workloads[i])
		}
		fmt.Fprintf(out, `<text x="%d" y="%d" text-anchor="end">%s</text>`+"\n", svgLeft-10, y+4, html.EscapeString(name))
		for j := range r.engines[1:] {
			ratio, ok := 0.0, false
			if i < len(r.workloads) {
				ratio, ok = r.ratio(i, j+1)
			} else {
				m, n := r.mean(j + 1)
				ratio, ok = m, n > 0
			}
			if ok {
				fmt.Fprintf(out, `<circle cx="%.1f" cy="%d" r="5" fill="%s" fill-opacity="0.75"><title>%s: %.2f</title></circle>`+"\n",
					svgX(ratio), y, colors()[j%len(colors())], html.EscapeString(r.engines[j+1].name), ratio)
			}
		}
	}
	fmt.Fprintf(out, `<text x="%d" y="%d">time divided by that of sx: right of the line at 1, sx is faster</text>`+"\n", svgLeft, bottom+32)
	fmt.Fprintln(out, "</svg>")
}
