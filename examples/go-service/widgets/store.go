package widgets

import (
	"strconv"
	"sync"
)

// Widget is what a caller sees of one.
type Widget struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	CreatedBy string `json:"created_by"`
}

// Store keeps widgets in memory. No organisation sees another's.
type Store struct {
	mutex sync.RWMutex
	byOrg map[string][]Widget
}

// NewStore gives an empty one.
func NewStore() *Store {
	return &Store{byOrg: map[string][]Widget{}}
}

// List gives an organisation's widgets, oldest first.
func (s *Store) List(orgID string) []Widget {
	s.mutex.RLock()
	defer s.mutex.RUnlock()
	return append([]Widget{}, s.byOrg[orgID]...)
}

// Get gives one of an organisation's widgets.
func (s *Store) Get(orgID, id string) (Widget, bool) {
	for _, widget := range s.List(orgID) {
		if widget.ID == id {
			return widget, true
		}
	}
	return Widget{}, false
}

// Create adds a widget; ids count within an organisation.
func (s *Store) Create(orgID, userID, name string) Widget {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	widget := Widget{ID: strconv.Itoa(len(s.byOrg[orgID]) + 1), Name: name, CreatedBy: userID}
	s.byOrg[orgID] = append(s.byOrg[orgID], widget)
	return widget
}
