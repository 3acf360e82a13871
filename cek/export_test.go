package cek

// Charged gives the account of memory, which without a bound is all that was ever charged.
func (m *Machine) Charged() int64 { return m.meter.Allocated }
