package mockio_test

import (
	"testing"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/hosttest"
	"github.com/sx-lang/sx/hosts/mockio"
)

func TestContract(t *testing.T) {
	hosttest.Run(t, func(t *testing.T) hosts.Host { return mockio.New() })
}
