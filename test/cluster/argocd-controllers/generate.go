package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/argoproj/argo-cd/v3/applicationset/controllers/template"
	"github.com/argoproj/argo-cd/v3/applicationset/generators"
	"github.com/argoproj/argo-cd/v3/applicationset/utils"
	argo "github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	log "github.com/sirupsen/logrus"
	"github.com/spf13/cobra"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	fakekubernetes "k8s.io/client-go/kubernetes/fake"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client"
	fakeclient "sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/yaml"
)

type paths struct {
	applicationSet, project, cluster, root string
}

// generateCommand prints, as JSON, the Applications that Argo CD generates from an ApplicationSet, with a
// folder in place of git and files in place of a cluster. scripts/toolchain/appset must print the same.
func generateCommand() *cobra.Command {
	var p paths
	command := &cobra.Command{
		Use:           "generate",
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(*cobra.Command, []string) error {
			log.SetOutput(io.Discard)
			err := run(p, os.Stdout)
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
			return err
		},
	}
	flags := command.Flags()
	flags.StringVar(&p.applicationSet, "applicationset", "", "file with the ApplicationSet")
	flags.StringVar(&p.project, "project", "", "file with its AppProject")
	flags.StringVar(&p.cluster, "cluster", "", "file with the Secret of a cluster")
	flags.StringVar(&p.root, "root", "", "folder that stands for the repository")
	return command
}

func run(p paths, out io.Writer) error {
	var set argo.ApplicationSet
	var project argo.AppProject
	var secret corev1.Secret
	for path, into := range map[string]any{p.applicationSet: &set, p.project: &project, p.cluster: &secret} {
		if err := read(path, into); err != nil {
			return err
		}
	}
	applications, err := generate(set, &project, withData(&secret), folder{p.root})
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(applications)
}

// read is strict: in a cluster, a key that Argo CD does not know would be dropped silently.
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

// withData does what an API server does on writing: stringData becomes data.
func withData(secret *corev1.Secret) *corev1.Secret {
	secret.Data = map[string][]byte{}
	for key, value := range secret.StringData {
		secret.Data[key] = []byte(value)
	}
	secret.StringData = nil
	return secret
}

func generate(set argo.ApplicationSet, project *argo.AppProject, cluster *corev1.Secret, repository folder) ([]argo.Application, error) {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{clientgoscheme.AddToScheme, argo.AddToScheme} {
		if err := add(scheme); err != nil {
			return nil, err
		}
	}
	var api client.Client = fakeclient.NewClientBuilder().WithScheme(scheme).WithObjects(project, cluster).Build()
	kubernetes := fakekubernetes.NewSimpleClientset(cluster)
	all := generators.GetGenerators(context.Background(), api, kubernetes, set.Namespace, repository, nil, generators.SCMConfig{})
	applications, _, err := template.GenerateApplications(log.NewEntry(log.StandardLogger()), set, all, &utils.Render{}, api)
	return applications, err
}
