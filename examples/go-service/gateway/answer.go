package gateway

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

type envelope struct {
	Error    fault    `json:"error"`
	Metadata metadata `json:"metadata"`
}

type fault struct {
	Code      string `json:"code"`
	Message   string `json:"message"`
	RequestID string `json:"request_id"`
}

type metadata struct {
	Success   bool   `json:"success"`
	Timestamp string `json:"timestamp"`
}

// WriteError answers in the platform's one form for errors.
func WriteError(w http.ResponseWriter, r *http.Request, status int, code, message string) {
	w.Header().Set("Cache-Control", "no-store")
	WriteJSON(w, status, envelope{
		Error:    fault{Code: code, Message: message, RequestID: r.Header.Get("X-Request-ID")},
		Metadata: metadata{Timestamp: time.Now().UTC().Format(time.RFC3339)},
	})
}

// NotFound answers for paths that the service does not have.
func NotFound(w http.ResponseWriter, r *http.Request) {
	WriteError(w, r, http.StatusNotFound, "NOT_FOUND", "No such resource")
}

// WriteJSON answers with a whole document and its length. The value must be one that JSON can hold.
func WriteJSON(w http.ResponseWriter, status int, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
