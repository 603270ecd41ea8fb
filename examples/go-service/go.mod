module eloquent.example/go-service

go 1.19
