package gateway

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"
)

type vector struct {
	Name      string
	Method    string
	Target    string
	Headers   map[string]string
	Signature string
}

type vectors struct {
	Secret    string
	Time      int64
	Valid     []vector
	Forged    []vector
	Malformed []string
}

// The gateway's own tests read the same file.
func readVectors(t *testing.T) vectors {
	t.Helper()
	text, err := os.ReadFile("testdata/signatures.json")
	if err != nil {
		t.Fatal(err)
	}
	var read vectors
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	if len(read.Valid) == 0 || len(read.Forged) == 0 || len(read.Malformed) == 0 {
		t.Fatal("the file has no vectors")
	}
	return read
}

func (v vector) request() *http.Request {
	request := httptest.NewRequest(v.Method, v.Target, nil)
	request.RequestURI = v.Target
	for name, value := range v.Headers {
		request.Header.Set(name, value)
	}
	request.Header.Set("X-Gateway-Signature", v.Signature)
	return request
}

func verifierAt(t *testing.T, at time.Time, secrets ...string) *Verifier {
	t.Helper()
	verifier, err := NewVerifier(secrets, func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	return verifier
}

func TestKnowsTheGatewaysRequests(t *testing.T) {
	read := readVectors(t)
	verifier := verifierAt(t, time.Unix(read.Time, 0), read.Secret)
	for _, vector := range read.Valid {
		t.Run(vector.Name, func(t *testing.T) {
			if err := verifier.Verify(vector.request()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestRefusesForgedRequests(t *testing.T) {
	read := readVectors(t)
	verifier := verifierAt(t, time.Unix(read.Time, 0), read.Secret)
	for _, vector := range read.Forged {
		t.Run(vector.Name, func(t *testing.T) {
			if err := verifier.Verify(vector.request()); err != ErrForged {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestRefusesSignaturesOfAnotherForm(t *testing.T) {
	read := readVectors(t)
	verifier := verifierAt(t, time.Unix(read.Time, 0), read.Secret)
	for _, signature := range read.Malformed {
		t.Run(signature, func(t *testing.T) {
			request := read.Valid[0].request()
			request.Header.Set("X-Gateway-Signature", signature)
			if err := verifier.Verify(request); err != ErrUnsigned {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestRefusesRepeatedHeaders(t *testing.T) {
	read := readVectors(t)
	verifier := verifierAt(t, time.Unix(read.Time, 0), read.Secret)

	twice := read.Valid[0].request()
	twice.Header.Add("X-Org-ID", "org-2")
	if err := verifier.Verify(twice); err != ErrRepeated {
		t.Errorf("got %v for a repeated identity", err)
	}
	signedTwice := read.Valid[0].request()
	signedTwice.Header.Add("X-Gateway-Signature", read.Valid[0].Signature)
	if err := verifier.Verify(signedTwice); err != ErrUnsigned {
		t.Errorf("got %v for a repeated signature", err)
	}
}

func TestAcceptsAMinuteOfDifference(t *testing.T) {
	read := readVectors(t)
	for _, c := range []struct {
		seconds int64
		want    error
	}{{-61, ErrOutOfTime}, {-60, nil}, {60, nil}, {61, ErrOutOfTime}} {
		verifier := verifierAt(t, time.Unix(read.Time+c.seconds, 0), read.Secret)
		if err := verifier.Verify(read.Valid[0].request()); err != c.want {
			t.Errorf("%d s: got %v, want %v", c.seconds, err, c.want)
		}
	}
}

func TestKnowsEitherSecretDuringAChange(t *testing.T) {
	read := readVectors(t)
	const other = "another-secret-another-secret-0123"
	now := time.Unix(read.Time, 0)
	if err := verifierAt(t, now, other, read.Secret).Verify(read.Valid[0].request()); err != nil {
		t.Error(err)
	}
	if err := verifierAt(t, now, other).Verify(read.Valid[0].request()); err != ErrForged {
		t.Errorf("got %v", err)
	}
}

func TestNeedsALongSecret(t *testing.T) {
	for _, secrets := range [][]string{nil, {"only-thirty-one-bytes-of-secret"}} {
		if _, err := NewVerifier(secrets, time.Now); err == nil {
			t.Errorf("took %q", secrets)
		}
	}
}
