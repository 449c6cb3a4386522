"""IBM Cloud: IAM API keys, object storage credentials."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=2, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="ibm-cloud-api-key",
        provider="IBM Cloud",
        title="IBM Cloud API key",
        pattern=assigned(r"ibmcloud|ibm_cloud|ibm-cloud|bluemix|watson|iam_apikey|ibm_api",
            r"[A-Za-z0-9_-]{44}"),
        keywords=("ibmcloud", "ibm_cloud", "ibm-cloud", "bluemix", "watson", "iam_apikey", "ibm_api"),
        matches=(
            'IBMCLOUD_API_KEY="' + 'vaj1PapiryAEnavUUaW4MIjeAjeVBbqgK4T0unErdU04"',
            "  ibmcloud_api_key: " + "IK0P1Q0nQpSjUtZFhUpiCHDVjGjbOvFTITdzfBTEThMt",
        ),
        misses=(
            'IBMCLOUD_API_KEY="' + 'vaj1PapiryAEnavUUaW4MIjeAjeVBbqgK4T0unErdU0"',
            'IBMCLOUD_API_KEY="' + 'xxx0XxxxxxXXxxxXXxX0XXxxXxxXXxxxX0X0xxXxxX00"',
            "REVISION=" + "vaj1PapiryAEnavUUaW4MIjeAjeVBbqgK4T0unErdU04",
        ),
        source="IBM Cloud docs, Managing user API keys",
        validate=_mixed,
        min_entropy=4.0,
        confidence="medium",
        security_severity=9.0,
    ),
    Detector(
        id="ibm-cos-hmac-secret",
        provider="IBM Cloud",
        title="IBM Cloud Object Storage HMAC secret",
        pattern=assigned(r"ibm_cos|cos_hmac|cos_secret", r"[0-9a-f]{48}"),
        keywords=("ibm_cos", "cos_hmac", "cos_secret"),
        matches=(
            'IBM_COS_SECRET="' + 'af22f003c0b398f9769e50c2b26dee8ce60d5e7696817973"',
            "  ibm_cos_secret: " + "c8492edff0c6c76008cdb1fc2d959a5e70068b555253d65e",
        ),
        misses=(
            'IBM_COS_SECRET="' + 'af22f003c0b398f9769e50c2b26dee8ce60d5e769681797"',
            'IBM_COS_SECRET="' + 'xx00x000x0x000x0000x00x0x00xxx0xx00x0x0000000000"',
            "REVISION=" + "af22f003c0b398f9769e50c2b26dee8ce60d5e7696817973",
        ),
        source="IBM Cloud Object Storage docs, Using HMAC credentials",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
