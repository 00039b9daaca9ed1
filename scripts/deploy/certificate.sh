# shellcheck shell=bash
# Without a domain: a self-signed certificate for the names that AWS gives the load balancers. Browsers then only do not know its
# issuer. Its key is sent straight to AWS and nowhere else.

balancer_names() { printf '*.%s.elb.amazonaws.com\n' "$REGION"; }

# Prints "ARN NOT_AFTER" of ours.
imported_certificate() {
  local arn not_after
  while read -r arn not_after; do
    [[ -n $arn ]] || continue
    if [[ "$(aws acm list-tags-for-certificate --certificate-arn "$arn" \
      --query "Tags[?Key=='live-chat:project'].Value | [0]" --output text)" == "$PROJECT" ]]; then
      printf '%s %s\n' "$arn" "$not_after"
      return
    fi
  done < <(aws acm list-certificates --output json | jq --raw-output --arg name "$(balancer_names)" \
    '.CertificateSummaryList[] | select(.DomainName == $name) | "\(.CertificateArn) \(.NotAfter // "")"')
}

# Imported certificates never renew: one with less than 30 days is replaced under its own ARN.
is_soon_over() {
  # Older clients print seconds, newer ones a date.
  jq --exit-status --null-input --arg at "$1" \
    '($at | if test("^[0-9.]+$") then tonumber else .[0:19] + "Z" | fromdateiso8601 end) - now < 30 * 86400' >/dev/null
}

import_certificate() {
  local folder name arn="${1-}"
  name="$(balancer_names)"
  folder="$(mktemp -d)"
  chmod 700 "$folder"
  openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days 397 -subj "/CN=$name" -addext "subjectAltName=DNS:$name" \
    -keyout "$folder/key.pem" -out "$folder/certificate.pem" 2>/dev/null
  if [[ -n $arn ]]; then
    aws acm import-certificate --certificate-arn "$arn" --certificate "fileb://$folder/certificate.pem" --private-key "fileb://$folder/key.pem" >/dev/null
  else
    aws acm import-certificate --certificate "fileb://$folder/certificate.pem" --private-key "fileb://$folder/key.pem" \
      --tags "Key=live-chat:project,Value=$PROJECT" >/dev/null
  fi
  rm -rf "$folder"
}

ensure_certificate() {
  local arn not_after
  [[ -z $DOMAIN ]] || return 0
  read -r arn not_after <<<"$(imported_certificate)" || true
  if [[ -z ${arn-} ]]; then
    import_certificate
    log "A self-signed certificate for $(balancer_names) is made and kept by AWS."
  elif is_soon_over "$not_after"; then
    import_certificate "$arn"
    log "The self-signed certificate was soon over and is replaced."
  fi
}

remove_certificates() {
  local kind arn
  while read -r kind arn; do
    [[ -z $kind ]] || aws acm delete-certificate --certificate-arn "$arn" || warn "The $kind $arn stays."
  done <<<"$(left_certificates)"
}
