// Stream's webhooks on net/http: go run streamwebhook/main.go
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
	"sync"
)

const limit = 5 << 20

var secret = []byte(os.Getenv("STREAM_API_SECRET"))
var seen sync.Map // In production a unique column of your database, which outlives a restart.

type event struct {
	Type    string `json:"type"`
	CallCID string `json:"call_cid"`
}

func handle(e event) { log.Println(e.Type, e.CallCID) } // Your work goes here.

func webhook(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	// The body as bytes: JSON that was parsed and written again is not what Stream signed.
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if err == nil && bytes.HasPrefix(body, []byte{0x1f, 0x8b}) { // A body is signed before it is compressed.
		var inflated *gzip.Reader
		if inflated, err = gzip.NewReader(bytes.NewReader(body)); err == nil {
			body, err = io.ReadAll(io.LimitReader(inflated, limit))
		}
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write(body)
	right := hex.EncodeToString(mac.Sum(nil))
	var e event
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
	} else if !hmac.Equal([]byte(r.Header.Get("X-Signature")), []byte(right)) {
		w.WriteHeader(http.StatusUnauthorized)
	} else if json.Unmarshal(body, &e) != nil {
		w.WriteHeader(http.StatusBadRequest)
	} else if _, again := seen.LoadOrStore(r.Header.Get("X-Webhook-Id"), true); !again {
		go handle(e) // Once, not again for a retry, and after the answer: 200.
	}
}

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "3000"
	}
	if len(secret) == 0 {
		log.Fatal("set STREAM_API_SECRET to the secret of your app")
	}
	http.HandleFunc("/webhooks/stream", webhook)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, nil))
}
