"""The server of moto. As CloudFormation, it finds a template valid that has no errors: moto also minds warnings."""

import sys

from moto.cloudformation.models import CloudFormationBackend
from moto.server import main

find_all = CloudFormationBackend.validate_template


def find_errors(backend, template):
    return [match for match in find_all(backend, template) if match.rule.severity == "error"]


CloudFormationBackend.validate_template = find_errors
main(sys.argv[1:])
