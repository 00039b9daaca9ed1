"""The real AWS command line client, loaded once: each call is a fork of this process instead of a second of start-up.

Started with the path of a socket; a call sends its folder, arguments and environment, separated by zero bytes, and its three streams.
"""

import os
import signal
import socket
import sys

import awscli.clidriver


SERVICES = (
    "acm autoscaling budgets ec2 ecr eks elasticache elbv2 iam kms logs route53 s3 secretsmanager sts".split()
)


def serve_one(connection: socket.socket) -> None:
    message, descriptors, _, _ = socket.recv_fds(connection, 1 << 20, 3)
    while part := connection.recv(1 << 20):
        message += part
    folder, count, *words = map(os.fsdecode, message.split(b"\0"))
    arguments, variables = words[: int(count)], words[int(count) :]
    for target, descriptor in enumerate(descriptors):
        os.dup2(descriptor, target)
    os.environ.clear()
    os.environ.update(variable.split("=", 1) for variable in variables)
    os.chdir(folder)
    sys.argv = ["aws", *arguments]
    sys.stdin = os.fdopen(0, "r")
    sys.stdout = os.fdopen(1, "w")
    sys.stderr = os.fdopen(2, "w")
    try:
        code = awscli.clidriver.main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    sys.stdout.flush()
    sys.stderr.flush()
    connection.sendall(str(code).encode())
    os._exit(0)


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # The slowest part of a start: the client, its models of services, and its table of commands.
    driver = awscli.clidriver.create_clidriver()
    for service in SERVICES:
        # With keys of its own: the session would remember those of its environment for every call.
        driver.session.create_client(service, "eu-west-1", aws_access_key_id="-", aws_secret_access_key="-")
    driver.main(["sts", "get-caller-identity", "--generate-cli-skeleton"])
    awscli.clidriver.create_clidriver = lambda: driver
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(sys.argv[1])
        listener.listen(16)
        print("ready", flush=True)
        while True:
            connection, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                serve_one(connection)
            connection.close()


main()
