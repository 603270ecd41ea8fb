// Package gateway is what a service needs to know of the gateway before it: that a request came
// through it, whose request that is, and the form of its errors.
package gateway

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	signatureHeader = "X-Gateway-Signature"
	// How far the gateway's clock and ours may differ, with the request's way between them.
	window         = 60 * time.Second
	secretBytesMin = 32
)

// Each is signed, as an empty line where the request has none. The order is the gateway's.
var signedHeaders = []string{"X-Org-ID", "X-User-ID", "X-User-Email", "X-User-Role", "X-Request-ID"}

var signatureForm = regexp.MustCompile(`^t=([1-9][0-9]{0,11}),v1=([0-9a-f]{64})$`)

// Why a request is refused. None of it is told to the caller.
var (
	ErrUnsigned  = errors.New("the request has no signature of the known form")
	ErrRepeated  = errors.New("a signed header is repeated")
	ErrOutOfTime = errors.New("the signature is not of now")
	ErrForged    = errors.New("the signature is not of this request")
)

// Verifier knows requests that came through the gateway, on routes that say `sign: true`, by their
// X-Gateway-Signature: an HMAC-SHA256 over the time, the method, the target with its query as it
// arrived, and the identity headers.
type Verifier struct {
	secrets [][]byte
	now     func() time.Time
}

// NewVerifier takes the secrets that the gateway may sign with: one, or two while one replaces the
// other. They are the gateway's GATEWAY_SIGNING_SECRET, of at least 32 bytes.
func NewVerifier(secrets []string, now func() time.Time) (*Verifier, error) {
	if len(secrets) == 0 {
		return nil, errors.New("GATEWAY_SIGNING_SECRET is not set")
	}
	verifier := &Verifier{now: now}
	for _, secret := range secrets {
		if len(secret) < secretBytesMin {
			return nil, fmt.Errorf("GATEWAY_SIGNING_SECRET must be at least %d bytes", secretBytesMin)
		}
		verifier.secrets = append(verifier.secrets, []byte(secret))
	}
	return verifier, nil
}

// Middleware refuses what did not come through the gateway.
func (v *Verifier) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if v.Verify(r) != nil {
			WriteError(w, r, http.StatusForbidden, "FORBIDDEN", "The request did not come through the gateway")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Verify tells why a request cannot have come through the gateway just now, or nil. Whoever has seen
// a request on its way can repeat exactly that one for a minute: the way itself must be closed.
func (v *Verifier) Verify(r *http.Request) error {
	signatures := r.Header.Values(signatureHeader)
	if len(signatures) != 1 {
		return ErrUnsigned
	}
	parts := signatureForm.FindStringSubmatch(signatures[0])
	if parts == nil {
		return ErrUnsigned
	}
	seconds, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return ErrUnsigned
	}
	given, err := hex.DecodeString(parts[2])
	if err != nil {
		return ErrUnsigned
	}
	text, err := signedText(r, parts[1])
	if err != nil {
		return err
	}
	for _, secret := range v.secrets {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(text))
		if hmac.Equal(mac.Sum(nil), given) {
			return v.checkTime(seconds)
		}
	}
	return ErrForged
}

func (v *Verifier) checkTime(seconds int64) error {
	age := v.now().Sub(time.Unix(seconds, 0))
	if age > window || age < -window {
		return ErrOutOfTime
	}
	return nil
}

// RequestURI is the target byte for byte; r.URL has been decoded.
func signedText(r *http.Request, seconds string) (string, error) {
	lines := []string{"v1", seconds, r.Method, r.RequestURI}
	for _, name := range signedHeaders {
		values := r.Header.Values(name)
		if len(values) > 1 {
			return "", ErrRepeated
		}
		lines = append(lines, r.Header.Get(name))
	}
	return strings.Join(lines, "\n"), nil
}
