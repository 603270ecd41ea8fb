package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"eloquent.example/go-service/gateway"
	"eloquent.example/go-service/widgets"
)

// The service without the check of signatures, which has tests of its own.
func service() http.Handler {
	mux := http.NewServeMux()
	widgets.Register(mux, widgets.NewStore())
	mux.HandleFunc("/", gateway.NotFound)
	return gateway.RequireIdentity(mux)
}

func send(handler http.Handler, method, path, org, body string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	if org != "" {
		request.Header.Set("X-Org-ID", org)
		request.Header.Set("X-User-ID", "user-1")
	}
	request.Header.Set("X-Request-ID", "req-1")
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)
	return answer
}

func TestKeepsOrganisationsApart(t *testing.T) {
	handler := service()

	created := send(handler, "POST", "/api/v1/widgets", "org-1", `{"name":"Ada"}`)
	own := send(handler, "GET", created.Header().Get("Location"), "org-1", "")
	list := send(handler, "GET", "/api/v1/widgets", "org-2", "")
	others := send(handler, "GET", created.Header().Get("Location"), "org-2", "")

	if want := `{"data":{"id":"1","name":"Ada","created_by":"user-1"}}`; created.Code != 201 || own.Body.String() != want {
		t.Errorf("created %d, then got %s", created.Code, own.Body)
	}
	if list.Body.String() != `{"data":[]}` || others.Code != 404 {
		t.Errorf("another organisation got %s and %d", list.Body, others.Code)
	}
}

func TestRefusesInThePlatformsForm(t *testing.T) {
	for _, c := range []struct {
		method, path, org, body string
		status                  int
		code                    string
	}{
		{"GET", "/api/v1/widgets", "", "", 400, "MISSING_ORG_ID"},
		{"GET", "/api/v1/widgets/9", "org-1", "", 404, "NOT_FOUND"},
		{"GET", "/elsewhere", "org-1", "", 404, "NOT_FOUND"},
		{"DELETE", "/api/v1/widgets", "org-1", "", 405, "METHOD_NOT_ALLOWED"},
		{"POST", "/api/v1/widgets", "org-1", `{"name":""}`, 400, "VALIDATION_FAILED"},
		{"POST", "/api/v1/widgets", "org-1", `{"name":"a","colour":"red"}`, 400, "VALIDATION_FAILED"},
		{"POST", "/api/v1/widgets", "org-1", `{"name":"` + strings.Repeat("a", 70000) + `"}`, 413, "PAYLOAD_TOO_LARGE"},
	} {
		answer := send(service(), c.method, c.path, c.org, c.body)
		var read struct {
			Error    struct{ Code, Message, Request_id string }
			Metadata struct {
				Success   bool
				Timestamp string
			}
		}
		if err := json.Unmarshal(answer.Body.Bytes(), &read); err != nil {
			t.Fatal(err)
		}
		if answer.Code != c.status || read.Error.Code != c.code || read.Error.Request_id != "req-1" || read.Metadata.Success || read.Metadata.Timestamp == "" {
			t.Errorf("%s %s: got %d %s", c.method, c.path, answer.Code, answer.Body)
		}
	}
}

func TestChecksSignaturesOfEverythingButHealth(t *testing.T) {
	verifier, err := gateway.NewVerifier([]string{strings.Repeat("s", 32)}, nil)
	if err != nil {
		t.Fatal(err)
	}

	health := send(routes(verifier), "GET", "/health", "", "")
	unsigned := send(routes(verifier), "GET", "/api/v1/widgets", "org-1", "")

	if health.Code != 200 || unsigned.Code != 403 {
		t.Errorf("got %d for health, %d for an unsigned request", health.Code, unsigned.Code)
	}
}
