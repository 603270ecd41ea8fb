// A service behind the gateway: widgets, kept in memory, each organisation's apart.
package main

import (
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"eloquent.example/go-service/gateway"
	"eloquent.example/go-service/widgets"
)

// Requests that have begun may take this long after SIGTERM.
const shutdownDeadline = 25 * time.Second

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	verifier, err := gateway.NewVerifier(secrets(), time.Now)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(os.Getenv("HOST"), port()))
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           routes(verifier),
		ReadHeaderTimeout: 10 * time.Second,
		// The gateway closes idle connections after 4 s: it must be the first.
		IdleTimeout: 60 * time.Second,
	}

	stopping, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	stopped := make(chan error, 1)
	go func() {
		<-stopping.Done()
		deadline, cancel := context.WithTimeout(context.Background(), shutdownDeadline)
		defer cancel()
		stopped <- server.Shutdown(deadline)
	}()

	log.Printf("listening on %s", listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}

// Health checks come from the cluster, everything else through the gateway.
func routes(verifier *gateway.Verifier) http.Handler {
	behind := http.NewServeMux()
	widgets.Register(behind, widgets.NewStore())
	behind.HandleFunc("/", gateway.NotFound)

	all := http.NewServeMux()
	all.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"status":"ok"}`))
	})
	all.Handle("/", verifier.Middleware(gateway.RequireIdentity(behind)))
	return all
}

func port() string {
	if port := os.Getenv("PORT"); port != "" {
		return port
	}
	return "8080"
}

// Several, separated by commas, while the gateway is being given another one.
func secrets() []string {
	return strings.FieldsFunc(os.Getenv("GATEWAY_SIGNING_SECRET"), func(r rune) bool { return r == ',' })
}
