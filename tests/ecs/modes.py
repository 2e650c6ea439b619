"""The ways in which a stack can be wanted: each is a choice of parameters of deploy/ecs/alertresponder.yml."""

import itertools

TEMPLATE = "deploy/ecs/alertresponder.yml"

# What every stack has to give.
LEAST = {"Release": "r1", "Images": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/alertresponder", "ApiKeySha256": "ab" * 32}

SECRETS = {"VirusTotalApiKey": "virustotal-secret", "GitHubToken": "github-secret", "PolicyToken": "policy-secret"}

# Each is there or not, whatever the others are.
CHOICES = {
    "own VPC": {"VpcId": "vpc-0123456789abcdef0", "Subnets": "subnet-0123456789abcdef0,subnet-0123456789abcdef1", "AssignPublicIp": "DISABLED"},
    "own database": {
        "DatabaseConnection": "Host=db.internal;Database=alerts;Username=alerts;SSL Mode=Require",
        "DatabaseSecretArn": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:alerts-AbCdEf",
    },
    "GitHub": {"GitHubRepository": "acme/alerts", "GitHubToken": SECRETS["GitHubToken"]},
    "VirusTotal": {"VirusTotalApiKey": SECRETS["VirusTotalApiKey"]},
    "certificate": {"CertificateArn": "arn:aws:acm:eu-central-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef"},
    "scaling": {"MaxTasks": "4"},
    "GuardDuty": {"GuardDuty": "true"},
    "customer key": {"KmsKeyArn": "arn:aws:kms:eu-central-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef"},
    "HTTP policy": {"Policy": "Http", "PolicyUrl": "https://policy.example/", "PolicyToken": SECRETS["PolicyToken"]},
    "second API key": {"SecondApiKeySha256": "cd" * 32},
    "alarm mail and address": {"AlarmMail": "soc@example.com", "PublicUrl": "https://alerts.example"},
}
ALL = {key: value for choice in CHOICES.values() for key, value in choice.items()} | LEAST


def every():
    """Every combination: name and parameters."""
    for chosen in itertools.product((False, True), repeat=len(CHOICES)):
        names = [name for name, wanted in zip(CHOICES, chosen) if wanted]
        yield ", ".join(names) or "the least", LEAST | {key: value for name in names for key, value in CHOICES[name].items()}


def pairs():
    """The least, each choice alone, each two of them, all but one, and all."""
    names = list(CHOICES)
    chosen = [()] + [(name,) for name in names] + list(itertools.combinations(names, 2)) + list(itertools.combinations(names, len(names) - 1)) + [tuple(names)]
    for some in chosen:
        yield ", ".join(some) or "the least", LEAST | {key: value for name in some for key, value in CHOICES[name].items()}
