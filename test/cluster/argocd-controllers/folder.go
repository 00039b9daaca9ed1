package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/bmatcuk/doublestar/v4"
)

// folder replaces the repository at any address and revision with what is checked out.
type folder struct {
	root string
}

// GetFiles returns what Argo CD's repository server returns for a git file generator.
func (f folder) GetFiles(_ context.Context, _, _, _, pattern string, _, _ bool) (map[string][]byte, error) {
	names, err := doublestar.Glob(os.DirFS(f.root), pattern, doublestar.WithFilesOnly())
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(f.root, name))
		if err != nil {
			return nil, err
		}
		files[name] = text
	}
	return files, nil
}

// GetDirectories is called for git directory generators, of which we have none.
func (f folder) GetDirectories(_ context.Context, _, _, _ string, _, _ bool) ([]string, error) {
	return nil, nil
}
