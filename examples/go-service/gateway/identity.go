package gateway

import (
	"context"
	"net/http"
)

// Identity is who calls, as the gateway read it from a verified token. Only OrgID and UserID are
// always there.
type Identity struct {
	OrgID  string
	UserID string
	Email  string
	Role   string
}

type identityKey struct{}

// RequireIdentity puts the caller's identity into the request's context, and refuses requests
// without an organisation or a user.
func RequireIdentity(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		identity := Identity{
			OrgID:  r.Header.Get("X-Org-ID"),
			UserID: r.Header.Get("X-User-ID"),
			Email:  r.Header.Get("X-User-Email"),
			Role:   r.Header.Get("X-User-Role"),
		}
		if identity.OrgID == "" {
			WriteError(w, r, http.StatusBadRequest, "MISSING_ORG_ID", "X-Org-ID required")
			return
		}
		if identity.UserID == "" {
			WriteError(w, r, http.StatusBadRequest, "MISSING_USER_ID", "X-User-ID required")
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), identityKey{}, identity)))
	})
}

// IdentityOf gives the identity of a request behind RequireIdentity; of others an empty one.
func IdentityOf(r *http.Request) Identity {
	identity, _ := r.Context().Value(identityKey{}).(Identity)
	return identity
}
