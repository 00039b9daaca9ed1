// Command appset prints, as JSON, the Applications that Argo CD generates from an ApplicationSet. It
// covers what argocd/live-chat.yaml uses (clusters, git files and matrix generators with Go
// templates) and refuses everything else by name. A folder stands for git, and the Secret in a file
// for the clusters. The cluster tests compare its output with that of Argo CD's own code.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"

	"sigs.k8s.io/yaml"
)

// object is a YAML mapping.
type object = map[string]any

func main() {
	set := flag.String("applicationset", "", "file with the ApplicationSet")
	cluster := flag.String("cluster", "", "file with the Secret of a cluster")
	root := flag.String("root", "", "folder that stands for the repository")
	flag.Parse()
	if err := run(*set, *cluster, *root, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(setPath, clusterPath, root string, out io.Writer) error {
	var set applicationSet
	if err := read(setPath, &set); err != nil {
		return err
	}
	if !set.Spec.GoTemplate {
		return fmt.Errorf("%s: only Go templates are supported (spec.goTemplate)", setPath)
	}
	var secret clusterSecret
	if err := read(clusterPath, &secret); err != nil {
		return err
	}
	source := source{root: root, cluster: secret, template: template{set.Spec.GoTemplateOptions}}
	applications := []object{}
	for _, generator := range set.Spec.Generators {
		all, err := source.params(generator, nil)
		if err != nil {
			return err
		}
		for _, params := range all {
			application, err := source.template.applyTo(set.Spec.Template, params)
			if err != nil {
				return err
			}
			application["metadata"].(object)["namespace"] = set.Metadata.Namespace
			applications = append(applications, application)
		}
	}
	return json.NewEncoder(out).Encode(applications)
}

func read(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := yaml.UnmarshalStrict(text, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
