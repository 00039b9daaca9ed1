// Command argocd is the part of Argo CD that follows a repository, in one program: the controllers
// and the server that reads git, each by its own name and with its own flags, and a command that
// prints what an ApplicationSet generates (generate). It is the project's code, unchanged, without
// its user interface.
package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	controller "github.com/argoproj/argo-cd/v3/cmd/argocd-application-controller/commands"
	applicationset "github.com/argoproj/argo-cd/v3/cmd/argocd-applicationset-controller/commands"
	askpass "github.com/argoproj/argo-cd/v3/cmd/argocd-git-ask-pass/commands"
	reposerver "github.com/argoproj/argo-cd/v3/cmd/argocd-repo-server/commands"
)

func main() {
	commands := map[string]func() *cobra.Command{
		"argocd-application-controller":    controller.NewCommand,
		"argocd-applicationset-controller": applicationset.NewCommand,
		"argocd-git-ask-pass":              askpass.NewCommand,
		"argocd-repo-server":               reposerver.NewCommand,
		"generate":                         generateCommand,
	}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "argocd NAME FLAGS…, with NAME one of its programs")
		os.Exit(2)
	}
	os.Args = os.Args[1:]
	if err := commands[os.Args[0]]().Execute(); err != nil {
		os.Exit(1)
	}
}
