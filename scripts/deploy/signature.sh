# shellcheck shell=bash
# Signatures without our own key: the certificate names the workflow that signed. With COSIGN_KEY: with that key.

sign_image() {
  if [[ -n ${COSIGN_KEY-} ]]; then
    cosign sign --yes --key "$COSIGN_KEY" --use-signing-config=false --tlog-upload=false "$1" >&2
  elif ! cosign sign --yes "$1" >&2; then
    # A registry may reject an artifact that refers to another. Under a tag it accepts any; is_signed finds both.
    warn 'The registry did not take the signature as an artifact of the image; trying a tag.'
    cosign sign --yes --new-bundle-format=false --use-signing-config=false "$1" >&2
  fi
}

# Whether the deploy workflow of this repository's branch, and nothing else, made it.
is_signed() {
  if [[ -n ${COSIGN_PUBLIC_KEY-} ]]; then
    cosign verify --key "$COSIGN_PUBLIC_KEY" --insecure-ignore-tlog "$1" >/dev/null
  else
    cosign verify "$1" >/dev/null \
      --certificate-identity "https://github.com/$REPOSITORY/.github/workflows/deploy.yml@refs/heads/$REVISION" \
      --certificate-oidc-issuer "https://$GITHUB_ISSUER"
  fi
}
