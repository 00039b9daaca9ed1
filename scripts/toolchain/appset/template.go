package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	gotemplate "text/template"

	"github.com/Masterminds/sprig/v3"
)

const (
	finalizer     = "resources-finalizer.argocd.argoproj.io"
	maxNameLength = 253
)

var notInNames = regexp.MustCompile("[^-a-z0-9.]")

// normalize makes a valid name of a Kubernetes object.
func normalize(name string) string {
	name = notInNames.ReplaceAllString(strings.ToLower(name), "-")
	if len(name) > maxNameLength {
		name = name[:maxNameLength]
	}
	return strings.Trim(name, "-.")
}

// functions are those of Argo CD, without its slugify and its functions for YAML: using one of these is an error.
func functions() gotemplate.FuncMap {
	all := sprig.GenericFuncMap()
	for _, name := range []string{"env", "expandenv", "getHostByName"} {
		delete(all, name)
	}
	all["normalize"] = normalize
	return all
}

var templateFunctions = functions()

// template renders texts with the options of an ApplicationSet.
type template struct {
	options []string
}

// render leaves a text as it is where there are no parameters, as Argo CD does.
func (t template) render(text string, params object) (string, error) {
	if len(params) == 0 {
		return text, nil
	}
	parsed, err := gotemplate.New("").Funcs(templateFunctions).Parse(text)
	if err != nil {
		return "", fmt.Errorf("failed to parse template %s: %w", text, err)
	}
	var out bytes.Buffer
	if err := parsed.Option(t.options...).Execute(&out, params); err != nil {
		return "", fmt.Errorf("failed to execute go template %s: %w", text, err)
	}
	return out.String(), nil
}

// renderAll renders every text of a value, keys included.
func (t template) renderAll(value any, params object) (any, error) {
	switch value := value.(type) {
	case string:
		return t.render(value, params)
	case []any:
		list := make([]any, len(value))
		for index, each := range value {
			rendered, err := t.renderAll(each, params)
			if err != nil {
				return nil, err
			}
			list[index] = rendered
		}
		return list, nil
	case object:
		result := make(object, len(value))
		for key, each := range value {
			rendered, err := t.renderAll(each, params)
			if err != nil {
				return nil, err
			}
			name, err := t.render(key, params)
			if err != nil {
				return nil, err
			}
			result[name] = rendered
		}
		return result, nil
	}
	return value, nil
}

// applyTo makes an Application from the template of an ApplicationSet.
func (t template) applyTo(applicationTemplate, params object) (object, error) {
	rendered, err := t.renderAll(applicationTemplate, params)
	if err != nil {
		return nil, err
	}
	application := rendered.(object)
	metadata, isObject := application["metadata"].(object)
	if !isObject {
		return nil, fmt.Errorf("the template has no metadata")
	}
	if finalizers, _ := metadata["finalizers"].([]any); len(finalizers) == 0 {
		// Never so with preserveResourcesOnDeletion, which argocd/live-chat.yaml sets to false.
		metadata["finalizers"] = []any{finalizer}
	}
	return application, nil
}
