"""DigitalOcean: API tokens, Spaces keys, model access keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import mixes
from dlinter.detectors.detector import Detector


def _mixed(secret: str) -> bool:
    return mixes(secret, digits=2, lower=0, upper=2)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="digitalocean-personal-access-token",
        provider="DigitalOcean",
        title="DigitalOcean personal access token",
        pattern=r"dop_v1_[0-9a-f]{64}",
        keywords=("dop_v1_",),
        matches=(
            'DIGITALOCEAN_TOKEN="dop_v1_'
            + '401a68189cf809ecef7da4d5c4c327fa39646e5106ec2be44dd52b0631eb26ea"',
            "Authorization: Bearer dop_v1_"
            + "5b518be8bbdf35cfea53cced5b1ab636f12cb6d5bfa7bae680a18e3d90ad0427",
        ),
        misses=(
            'DIGITALOCEAN_TOKEN="dop_v1_'
            + '401a68189cf809ecef7da4d5c4c327fa39646e5106ec2be44dd52b0631eb26e"',
            'DIGITALOCEAN_TOKEN="dop_v1_'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="DigitalOcean docs, How to create a personal access token",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="digitalocean-oauth-token",
        provider="DigitalOcean",
        title="DigitalOcean OAuth token",
        pattern=r"doo_v1_[0-9a-f]{64}",
        keywords=("doo_v1_",),
        matches=(
            'DIGITALOCEAN_TOKEN="doo_v1_'
            + 'b9803eb373d77788a4f36b4032d1eb0fc6589e304fa979a328c7c57fda34c337"',
            "Authorization: Bearer doo_v1_"
            + "35d2bc5d16b4895ccd280f4b585522a941fe714da8cf100ffa3b6531dbf9ca21",
        ),
        misses=(
            'DIGITALOCEAN_TOKEN="doo_v1_'
            + 'b9803eb373d77788a4f36b4032d1eb0fc6589e304fa979a328c7c57fda34c33"',
            'DIGITALOCEAN_TOKEN="doo_v1_'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="DigitalOcean docs, How to create a personal access token",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="digitalocean-refresh-token",
        provider="DigitalOcean",
        title="DigitalOcean OAuth refresh token",
        pattern=r"dor_v1_[0-9a-f]{64}",
        keywords=("dor_v1_",),
        matches=(
            'DIGITALOCEAN_REFRESH="dor_v1_'
            + '62b567647a367fc8fdeb570335fddf79f4cf2b927b8a32d334cf8bd901611456"',
            "Authorization: Bearer dor_v1_"
            + "e83a4155977336304b87f56ca283ae5f672b8546f01868d41e3e628f0e40b29b",
        ),
        misses=(
            'DIGITALOCEAN_REFRESH="dor_v1_'
            + '62b567647a367fc8fdeb570335fddf79f4cf2b927b8a32d334cf8bd90161145"',
            'DIGITALOCEAN_REFRESH="dor_v1_'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="DigitalOcean docs, How to create a personal access token",
        min_entropy=3.0,
        security_severity=9.0,
    ),
    Detector(
        id="digitalocean-model-access-key",
        provider="DigitalOcean",
        title="DigitalOcean model access key",
        pattern=r"sk-do-[A-Za-z0-9_-]{48,80}",
        keywords=("sk-do-",),
        matches=(
            'MODEL_ACCESS_KEY="sk-do-'
            + 'F8J7bW3dAVJ4fG7aZ1G7nwP8YtLGGS7G0Dw6xY8oFzmCZ7ttVHf3xT2zJ162ckUzvFmlU18z9fO"',
            "Authorization: Bearer sk-do-"
            + "DCaaAUV92ajZSwNtAsxWtkG5xeOKtydEXhQJHI1YJL8AjvMn8FSJBR8nMWWIKKkyKglcJPTLrov",
        ),
        misses=(
            'MODEL_ACCESS_KEY="sk-do-'
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="DigitalOcean Gradient AI docs, Manage model access keys",
        min_entropy=3.0,
    ),
    Detector(
        id="digitalocean-spaces-key-id",
        provider="DigitalOcean",
        title="DigitalOcean Spaces access key id",
        pattern=r"DO(?:00|801)[A-Z0-9]{15,16}",
        keywords=("do00", "do801"),
        matches=(
            'SPACES_KEY="DO' + '801WJBHGB3JYKHPJLFO"',
            "access_id = DO" + "001J5HRCLT5KUJWS1",
        ),
        misses=(
            'SPACES_KEY="DO' + 'xxxxxxxxxxxxxxxxxxx"',
        ),
        source="DigitalOcean docs, Manage access to Spaces",
        validate=_mixed,
        min_entropy=3.0,
        confidence="medium",
        security_severity=5.0,
        pair="digitalocean-spaces-secret",
    ),
    Detector(
        id="digitalocean-spaces-secret",
        provider="DigitalOcean",
        title="DigitalOcean Spaces secret key",
        pattern=assigned(r"spaces", r"[A-Za-z0-9/+]{43}"),
        keywords=("spaces",),
        matches=(
            'SPACES_SECRET="' + 'cdx4Ipyjjtv9ixyJqyVANgC0bKh3hjFDqpEVU4IFHN6"',
            "  spaces_secret: " + "oV47XNBKXcN8ndDhKkvelDeDfujE5Ctv3Ut3AVxZBJp",
        ),
        misses=(
            'SPACES_SECRET="' + 'cdx4Ipyjjtv9ixyJqyVANgC0bKh3hjFDqpEVU4IFHN"',
            'SPACES_SECRET="' + 'xxx0Xxxxxxx0xxxXxxXXXxX0xXx0xxXXxxXXX0XXXX0"',
            "REVISION=" + "cdx4Ipyjjtv9ixyJqyVANgC0bKh3hjFDqpEVU4IFHN6",
        ),
        source="DigitalOcean docs, Manage access to Spaces",
        min_entropy=4.0,
        confidence="medium",
        pair="digitalocean-spaces-key-id",
    ),
)
