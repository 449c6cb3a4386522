"""LangSmith: API keys of persons and services."""

from __future__ import annotations

from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="langsmith-personal-access-token",
        provider="LangSmith",
        title="LangSmith personal access token",
        pattern=r"lsv2_pt_[0-9a-f]{32}_[0-9a-f]{10}",
        keywords=("lsv2_pt_",),
        matches=(
            'LANGSMITH_API_KEY="lsv2_pt_' + 'da64df56fea987d234601ee61542edf2_192654a617"',
            "Authorization: Bearer lsv2_pt_" + "5973d414514239238f8977763521e41f_34949f5e89",
        ),
        misses=(
            'LANGSMITH_API_KEY="lsv2_pt_' + 'da64df56fea987d234601ee61542edf2_192654a61"',
            'LANGSMITH_API_KEY="lsv2_pt_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_xxxxxxxxxx"',
        ),
        source="LangSmith docs, Create an account and API key",
        min_entropy=3.0,
    ),
    Detector(
        id="langsmith-service-key",
        provider="LangSmith",
        title="LangSmith service key",
        pattern=r"lsv2_sk_[0-9a-f]{32}_[0-9a-f]{10}",
        keywords=("lsv2_sk_",),
        matches=(
            'LANGSMITH_API_KEY="lsv2_sk_' + '15ff388966ce610ceb08dcbac14808bd_6ebe5b6302"',
            "Authorization: Bearer lsv2_sk_" + "59747d2fd85d1d48566ca8b9d58f1a59_35aae3b1a9",
        ),
        misses=(
            'LANGSMITH_API_KEY="lsv2_sk_' + '15ff388966ce610ceb08dcbac14808bd_6ebe5b630"',
            'LANGSMITH_API_KEY="lsv2_sk_' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_xxxxxxxxxx"',
        ),
        source="LangSmith docs, Create an account and API key",
        min_entropy=3.0,
    ),
    Detector(
        id="langsmith-legacy-api-key",
        provider="LangSmith",
        title="LangSmith API key (first version)",
        pattern=r"ls__[0-9a-f]{32}",
        keywords=("ls__",),
        matches=(
            'LANGCHAIN_API_KEY="ls__' + '472b481b843e260770add50b30383549"',
            "Authorization: Bearer ls__" + "fa7ba06b4bf7b5918285b8407e6cf61d",
        ),
        misses=(
            'LANGCHAIN_API_KEY="ls__' + '472b481b843e260770add50b3038354"',
            'LANGCHAIN_API_KEY="ls__' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="LangSmith docs, Create an account and API key",
        min_entropy=3.0,
    ),
)
