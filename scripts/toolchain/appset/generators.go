package main

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"dario.cat/mergo"
	"github.com/bmatcuk/doublestar/v4"
	"sigs.k8s.io/yaml"
)

// applicationSet has the supported fields alone: reading it fails on any other.
type applicationSet struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   struct {
		Name      string `json:"name"`
		Namespace string `json:"namespace"`
	} `json:"metadata"`
	Spec struct {
		GoTemplate        bool        `json:"goTemplate"`
		GoTemplateOptions []string    `json:"goTemplateOptions"`
		Generators        []generator `json:"generators"`
		SyncPolicy        object      `json:"syncPolicy"`
		Strategy          object      `json:"strategy"`
		Template          object      `json:"template"`
	} `json:"spec"`
}

// generator has exactly one field set.
type generator struct {
	Matrix *struct {
		Generators []generator `json:"generators"`
	} `json:"matrix,omitempty"`
	Clusters *struct {
		Selector struct {
			MatchLabels map[string]string `json:"matchLabels"`
		} `json:"selector"`
	} `json:"clusters,omitempty"`
	Git *gitFiles `json:"git,omitempty"`
}

type gitFiles struct {
	RepoURL  string `json:"repoURL"`
	Revision string `json:"revision"`
	Files    []struct {
		Path string `json:"path"`
	} `json:"files"`
	PathParamPrefix string `json:"pathParamPrefix"`
}

// clusterSecret is the Secret by which Argo CD knows a cluster.
type clusterSecret struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   struct {
		Name        string            `json:"name"`
		Namespace   string            `json:"namespace"`
		Labels      map[string]string `json:"labels"`
		Annotations map[string]string `json:"annotations"`
	} `json:"metadata"`
	StringData map[string]string `json:"stringData"`
}

const secretType = "argocd.argoproj.io/secret-type"

// source is what generators read.
type source struct {
	root     string
	cluster  clusterSecret
	template template
}

// params are the sets of parameters of a generator; its own text may use those of the one before it.
func (s source) params(g generator, outer object) ([]object, error) {
	switch {
	case g.Matrix != nil:
		return s.product(g.Matrix.Generators, outer)
	case g.Clusters != nil:
		if len(g.Clusters.Selector.MatchLabels) == 0 {
			return nil, errors.New("clusters: a selector with matchLabels is required")
		}
		return s.clusters(g.Clusters.Selector.MatchLabels), nil
	case g.Git != nil:
		return s.files(*g.Git, outer)
	}
	return nil, errors.New("a generator is none of matrix, clusters and git")
}

// product is every combination of two generators, the second once for each set of the first.
func (s source) product(pair []generator, outer object) ([]object, error) {
	if len(pair) != 2 {
		return nil, fmt.Errorf("matrix: two generators are required, not %d", len(pair))
	}
	left, err := s.params(pair[0], outer)
	if err != nil {
		return nil, err
	}
	all := []object{}
	for _, first := range left {
		right, err := s.params(pair[1], first)
		if err != nil {
			return nil, err
		}
		for _, second := range right {
			both := object{}
			// The first generator wins, as in Argo CD.
			for _, each := range []object{second, first} {
				if err := mergo.Merge(&both, each, mergo.WithOverride); err != nil {
					return nil, err
				}
			}
			all = append(all, both)
		}
	}
	return all, nil
}

func (s source) clusters(labels map[string]string) []object {
	meta := s.cluster.Metadata
	if meta.Labels[secretType] != "cluster" {
		return nil
	}
	for name, value := range labels {
		if meta.Labels[name] != value {
			return nil
		}
	}
	data := s.cluster.StringData
	return []object{{
		"name":           data["name"],
		"nameNormalized": normalize(data["name"]),
		"server":         data["server"],
		"project":        data["project"],
		"metadata":       object{"annotations": meta.Annotations, "labels": meta.Labels},
	}}
}

// files are the documents that match a pattern, in the order of their paths.
func (s source) files(git gitFiles, outer object) ([]object, error) {
	for _, text := range []string{git.RepoURL, git.Revision} {
		if _, err := s.template.render(text, outer); err != nil {
			return nil, err
		}
	}
	found := map[string]bool{}
	for _, file := range git.Files {
		pattern, err := s.template.render(file.Path, outer)
		if err != nil {
			return nil, err
		}
		names, err := doublestar.Glob(os.DirFS(s.root), pattern, doublestar.WithFilesOnly())
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			found[name] = true
		}
	}
	names := make([]string, 0, len(found))
	for name := range found {
		names = append(names, name)
	}
	sort.Strings(names)
	all := []object{}
	for _, name := range names {
		params, err := s.file(name, git.PathParamPrefix)
		if err != nil {
			return nil, fmt.Errorf("unable to process file '%s': %w", name, err)
		}
		all = append(all, params)
	}
	return all, nil
}

func (s source) file(name, prefix string) (object, error) {
	text, err := os.ReadFile(filepath.Join(s.root, name))
	if err != nil {
		return nil, err
	}
	params := object{}
	if err := yaml.Unmarshal(text, &params); err != nil {
		return nil, err
	}
	folder := path.Dir(name)
	place := object{
		"path":               folder,
		"basename":           path.Base(folder),
		"filename":           path.Base(name),
		"basenameNormalized": normalize(path.Base(folder)),
		"filenameNormalized": normalize(path.Base(name)),
		"segments":           strings.Split(folder, "/"),
	}
	if prefix == "" {
		params["path"] = place
	} else {
		params[prefix] = object{"path": place}
	}
	return params, nil
}
