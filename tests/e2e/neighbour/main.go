// A neighbour in Go: it reads and writes the headers of a trace with opentelemetry-go, as go-zero does.
//
//	neighbour read            for each line of JSON headers on standard input, one of what it makes of them
//	neighbour call METHOD URL  a request in a trace of its own; see Request and Answer
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

const patience = 10 * time.Second

// What go-zero sets at its start.
var propagator = propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{})

// Span is what the next process gets to know of a span.
type Span struct {
	Trace      string            `json:"trace"`
	Span       string            `json:"span"`
	Flags      string            `json:"flags"`
	State      string            `json:"state"`
	Baggage    map[string]string `json:"baggage"`
	IsAccepted bool              `json:"accepted"`
}

// Request is a request to make: the ids of the caller's span, and what goes beside them.
type Request struct {
	Trace   string            `json:"trace"`
	Span    string            `json:"span"`
	Sampled bool              `json:"sampled"`
	State   string            `json:"state"`
	Baggage string            `json:"baggage"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
}

// Answer is what came back, and the headers of the request as they were sent.
type Answer struct {
	Status  int         `json:"status"`
	Body    string      `json:"body"`
	Headers http.Header `json:"headers"`
	Sent    http.Header `json:"sent"`
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "neighbour:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	switch {
	case len(arguments) == 1 && arguments[0] == "read":
		return read(os.Stdin)
	case len(arguments) == 3 && arguments[0] == "call":
		return call(os.Stdin, arguments[1], arguments[2])
	}
	return fmt.Errorf("usage: neighbour read | neighbour call METHOD URL")
}

func read(input io.Reader) error {
	lines := bufio.NewScanner(input)
	for lines.Scan() {
		sent := map[string]string{}
		if err := json.Unmarshal(lines.Bytes(), &sent); err != nil {
			return err
		}
		// A server has them in the case that Go writes, whatever was sent.
		headers := http.Header{}
		for name, value := range sent {
			headers.Set(name, value)
		}
		if err := say(taken(headers)); err != nil {
			return err
		}
	}
	return lines.Err()
}

func taken(headers http.Header) Span {
	found := propagator.Extract(context.Background(), propagation.HeaderCarrier(headers))
	span := trace.SpanContextFromContext(found)
	carried := map[string]string{}
	for _, member := range baggage.FromContext(found).Members() {
		carried[member.Key()] = member.Value()
	}
	return Span{
		Trace:      span.TraceID().String(),
		Span:       span.SpanID().String(),
		Flags:      span.TraceFlags().String(),
		State:      span.TraceState().String(),
		Baggage:    carried,
		IsAccepted: span.IsValid(),
	}
}

func call(input io.Reader, method, url string) error {
	wanted := Request{}
	if err := json.NewDecoder(input).Decode(&wanted); err != nil {
		return err
	}
	context, err := of(wanted)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(context, method, url, strings.NewReader(wanted.Body))
	if err != nil {
		return err
	}
	for name, value := range wanted.Headers {
		request.Header.Set(name, value)
	}
	propagator.Inject(context, propagation.HeaderCarrier(request.Header))
	response, err := (&http.Client{Timeout: patience}).Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	return say(Answer{response.StatusCode, string(body), response.Header, request.Header})
}

// of is the context of the span that makes the request.
func of(wanted Request) (context.Context, error) {
	id, err := trace.TraceIDFromHex(wanted.Trace)
	if err != nil {
		return nil, err
	}
	span, err := trace.SpanIDFromHex(wanted.Span)
	if err != nil {
		return nil, err
	}
	state, err := trace.ParseTraceState(wanted.State)
	if err != nil {
		return nil, err
	}
	carried, err := baggage.Parse(wanted.Baggage)
	if err != nil {
		return nil, err
	}
	flags := trace.TraceFlags(0).WithSampled(wanted.Sampled)
	made := trace.NewSpanContext(trace.SpanContextConfig{TraceID: id, SpanID: span, TraceFlags: flags, TraceState: state})
	return baggage.ContextWithBaggage(trace.ContextWithSpanContext(context.Background(), made), carried), nil
}

func say(value any) error {
	return json.NewEncoder(os.Stdout).Encode(value)
}
