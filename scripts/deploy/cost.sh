# shellcheck shell=bash
# The monthly cost of a plan, from its resources and terraform/prices.json.

# cost_of_plan FILE: FILE is Terraform's plan as JSON.
cost_of_plan() { jq --raw-output --slurpfile prices "$ROOT/terraform/prices.json" --from-file "$ROOT/scripts/deploy/cost.jq" "$1"; }
