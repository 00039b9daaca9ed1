"""A fake AWS that has what terraform/platform looks for of terraform/cluster, and a bucket for its state.

Started with its port, the address of an API server and the file of that server's certificate: this is its cluster.
"""

import base64
import pathlib
import signal
import sys

import boto3
from moto.backends import get_backend
from moto.server import ThreadedMotoServer

ACCOUNT = "123456789012"
REGION = "eu-west-1"
PROJECT = "live-chat"
DOMAIN = "chat.example.com"


def make_cluster(aws, server: str, authority: bytes) -> None:
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.20.0.0/24")["Subnet"]["SubnetId"]
    role = f"arn:aws:iam::{ACCOUNT}:role/{PROJECT}-cluster"
    aws("eks").create_cluster(
        name=PROJECT, roleArn=role, resourcesVpcConfig={"subnetIds": [subnet]}
    )
    # moto returns an address where nothing answers.
    cluster = get_backend("eks")[ACCOUNT][REGION].clusters[PROJECT]
    cluster.endpoint = server
    cluster.certificate_authority = {"data": base64.b64encode(authority).decode()}
    cluster.resources_vpc_config["vpcId"] = vpc


def make_certificate(aws) -> None:
    tags = [{"Key": "live-chat:project", "Value": PROJECT}]
    arn = aws("acm").request_certificate(
        DomainName=DOMAIN, ValidationMethod="DNS", Tags=tags
    )["CertificateArn"]
    # moto validates after a minute.
    get_backend("acm")[ACCOUNT][REGION].get_certificate(arn).status = "ISSUED"


def make_redis(aws) -> None:
    aws("elasticache").create_replication_group(
        ReplicationGroupId=f"{PROJECT}-production",
        ReplicationGroupDescription="Redis of production",
        NumCacheClusters=2,
        Engine="valkey",
        CacheNodeType="cache.t4g.micro",
    )
    # moto omits one that the provider requires.
    group = get_backend("elasticache")[ACCOUNT][REGION].replication_groups[f"{PROJECT}-production"]
    for node_group in group.node_groups:
        address = node_group["reader_endpoint_address"]
        node_group["reader_endpoint"] = {"address": address, "port": group.port}


def main() -> None:
    port, server, authority = sys.argv[1:]
    ThreadedMotoServer("127.0.0.1", int(port), verbose=False).start()

    def aws(service: str):
        return boto3.client(service, REGION, endpoint_url=f"http://127.0.0.1:{port}")

    make_cluster(aws, server, pathlib.Path(authority).read_bytes())
    make_certificate(aws)
    make_redis(aws)
    aws("s3").create_bucket(
        Bucket="state", CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    print("ready", flush=True)
    signal.pause()


main()
