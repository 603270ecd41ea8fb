// Package widgets answers /api/v1/widgets.
package widgets

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"eloquent.example/go-service/gateway"
)

const (
	path         = "/api/v1/widgets"
	bodyBytesMax = 64 << 10
)

// Register adds the widgets' handlers. Every request must have an identity.
func Register(mux *http.ServeMux, store *Store) {
	handler := &handler{store: store}
	mux.HandleFunc(path, handler.collection)
	mux.HandleFunc(path+"/", handler.item)
}

type handler struct{ store *Store }

func (h *handler) collection(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		gateway.WriteJSON(w, http.StatusOK, data{h.store.List(gateway.IdentityOf(r).OrgID)})
	case http.MethodPost:
		h.create(w, r)
	default:
		refuseMethod(w, r, "GET, HEAD, POST")
	}
}

func (h *handler) item(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		refuseMethod(w, r, "GET, HEAD")
		return
	}
	widget, found := h.store.Get(gateway.IdentityOf(r).OrgID, strings.TrimPrefix(r.URL.Path, path+"/"))
	if !found {
		gateway.NotFound(w, r)
		return
	}
	gateway.WriteJSON(w, http.StatusOK, data{widget})
}

func (h *handler) create(w http.ResponseWriter, r *http.Request) {
	var fields struct {
		Name string `json:"name"`
	}
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, bodyBytesMax))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&fields)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		gateway.WriteError(w, r, http.StatusRequestEntityTooLarge, "PAYLOAD_TOO_LARGE", "At most 64 KB")
		return
	}
	if err != nil || decoder.Decode(&struct{}{}) != io.EOF || strings.TrimSpace(fields.Name) == "" {
		gateway.WriteError(w, r, http.StatusBadRequest, "VALIDATION_FAILED", `The body must be {"name": "..."}`)
		return
	}
	identity := gateway.IdentityOf(r)
	widget := h.store.Create(identity.OrgID, identity.UserID, fields.Name)
	w.Header().Set("Location", path+"/"+widget.ID)
	gateway.WriteJSON(w, http.StatusCreated, data{widget})
}

type data struct {
	Data any `json:"data"`
}

func refuseMethod(w http.ResponseWriter, r *http.Request, allow string) {
	w.Header().Set("Allow", allow)
	gateway.WriteError(w, r, http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "Not for this resource")
}
