"""The shapes that platforms take, written from their documents; stricter than theirs where a document says
more than its schema (`additionalProperties`)."""

from __future__ import annotations

from typing import Any


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": required | (optional or {}),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


TEXT = {"type": "string", "minLength": 1}
NUMBER = {"type": "integer", "minimum": 1}
FROM_ZERO = {"type": "integer", "minimum": 0}
LINK = {"type": "string", "pattern": "^https?://.+"}

# reviewdog, proto/rdf/reviewdog.proto as of its first version: DiagnosticResult, Diagnostic, Location, Range,
# Position, Suggestion, Source, Code.
_POSITION = _object({"line": NUMBER}, {"column": NUMBER})
_RANGE = _object({"start": _POSITION}, {"end": _POSITION})
_LEVEL = {"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]}
_SOURCE = _object({"name": TEXT}, {"url": LINK})
RDJSON = _object(
    {
        "diagnostics": _list(
            _object(
                {"message": TEXT, "location": _object({"path": TEXT}, {"range": _RANGE})},
                {
                    "severity": _LEVEL,
                    "source": _SOURCE,
                    "code": _object({"value": TEXT}, {"url": LINK}),
                    "suggestions": _list(_object({"range": _RANGE, "text": {"type": "string"}})),
                    "original_output": {"type": "string"},
                },
            )
        )
    },
    {"source": _SOURCE, "severity": _LEVEL},
)

# GitLab, security-report-schemas 15.0.7, secret-detection-report-format.json
# (https://gitlab.com/gitlab-org/security-products/security-report-schemas).
_TIME = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$"}
_TOOL = _object({"id": TEXT, "name": TEXT, "version": TEXT, "vendor": _object({"name": TEXT})}, {"url": LINK})
GITLAB_SECRETS = _object(
    {
        "version": {"const": "15.0.7"},
        "scan": _object(
            {
                "analyzer": _TOOL, "scanner": _TOOL, "start_time": _TIME, "end_time": _TIME,
                "status": {"enum": ["success", "failure"]}, "type": {"const": "secret_detection"},
            },
            {"messages": _list(_object({"level": {"enum": ["info", "warn", "fatal"]}, "value": TEXT}))},
        ),
        "vulnerabilities": _list(
            _object(
                {
                    "id": {"type": "string", "format": "uuid"},
                    "identifiers": _list(_object({"type": TEXT, "name": TEXT, "value": TEXT}, {"url": LINK}),
                        minItems=1),
                    "location": _object(
                        {"commit": _object({"sha": TEXT})},
                        {"file": TEXT, "start_line": NUMBER, "end_line": NUMBER}
                    ),
                },
                {
                    "name": {"type": "string", "maxLength": 255},
                    "description": {"type": "string", "maxLength": 1048576},
                    "severity": {"enum": ["Info", "Unknown", "Low", "Medium", "High", "Critical"]},
                    "solution": {"type": "string", "maxLength": 7000},
                    "raw_source_code_extract": {"type": "string"},
                    "details": {
                        "type": "object",
                        "additionalProperties": _object({"type": {"const": "text"}, "name": TEXT,
                            "value": {"type": "string"}}),
                    },
                },
            )
        ),
    },
    {"schema": LINK},
)  # fmt: skip

# SonarQube Server 2026.4, "Generic issue import format"; the attributes are those of "Clean Code".
_TEXT_RANGE = _object(
    {"startLine": NUMBER}, {"endLine": NUMBER, "startColumn": FROM_ZERO, "endColumn": FROM_ZERO}
)
_PLACE = _object({"message": TEXT, "filePath": TEXT}, {"textRange": _TEXT_RANGE})
_ATTRIBUTES = (
    "FORMATTED CONVENTIONAL IDENTIFIABLE CLEAR LOGICAL COMPLETE EFFICIENT FOCUSED DISTINCT MODULAR TESTED "
    "LAWFUL TRUSTWORTHY RESPECTFUL"
)
SONARQUBE = _object(
    {
        "rules": _list(
            _object(
                {
                    "id": TEXT, "name": TEXT, "description": TEXT, "engineId": TEXT,
                    "cleanCodeAttribute": {"enum": _ATTRIBUTES.split()},
                    "type": {"enum": ["CODE_SMELL", "BUG", "VULNERABILITY"]},
                    "severity": {"enum": ["BLOCKER", "CRITICAL", "MAJOR", "MINOR", "INFO"]},
                    "impacts": _list(
                        _object(
                            {
                                "softwareQuality": {"enum": ["SECURITY", "RELIABILITY", "MAINTAINABILITY"]},
                                "severity": {"enum": ["BLOCKER", "HIGH", "MEDIUM", "LOW", "INFO"]},
                            }
                        ),
                        minItems=1,
                    ),
                }
            )
        ),
        "issues": _list(_object({"ruleId": TEXT, "primaryLocation": _PLACE},
            {"effortMinutes": FROM_ZERO, "secondaryLocations": _list(_PLACE)})),
    }
)  # fmt: skip
