"""Microsoft Azure: client secrets, connection strings, shared access signatures, keys of services."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import is_base64_of
from dlinter.detectors.detector import Detector

_SIGNED = ("+ASt", "ACDb", "+ABa", "+AMC", "APIM")
_SIGNED_SHORT = ("+ASb", "+AEh", "+ARm", "AIoT", "AzCa", "AZEG")


def _account(secret: str) -> bool:
    """64 bytes without a resource provider's signature, which `azure_keys` names more exactly."""
    return is_base64_of(secret, 64) and secret[76:80] not in _SIGNED


def _shared(secret: str) -> bool:
    return is_base64_of(secret, 32) and secret[33:37] not in _SIGNED_SHORT


def _other(secret: str) -> bool:
    """A signature that no detector of its own names."""
    return secret[76:80] not in ("ACOG", "AZDO")


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="azure-ad-client-secret",
        provider="Microsoft Azure",
        title="Microsoft Entra client secret",
        pattern=r"(?:^|[^A-Za-z0-9_~.,-])(?P<secret>[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34})(?:[^A-Za-z0-9_~-]|\Z)",
        keywords=tuple(f"{n}q~" for n in range(10)),
        boundary=False,
        matches=(
            'AZURE_CLIENT_SECRET="' + "DXD7Q~aQHZarCksmIe1" + 'Io5pnrclPKmmUbJn6wB9"',
            "  client_secret: " + "lx47Q~NYPC4Qus9Jw2p" + "KQ63QIwaXti46uYD2uD",
        ),
        misses=(
            'AZURE_CLIENT_SECRET="' + "DXD7Q~aQHZarCksmIe1" + 'xxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Microsoft Security Utilities, identifiable key patterns",
        min_entropy=3.5,
        security_severity=9.3,
    ),
    Detector(
        id="azure-account-key-connection-string",
        provider="Microsoft Azure",
        title="Azure storage or Cosmos DB account key in a connection string",
        pattern=r"AccountKey=(?P<secret>[A-Za-z0-9+/]{86}==)",
        keywords=("accountkey=",),
        matches=(
            'AZURE_STORAGE_CONNECTION_STRING="DefaultEndpointsProtocol=https;AccountName=shop;AccountKey='
            + "B4ZI2yXuD0ZnIVbtyafky2oFyVEvI+lzwQeOfHPzOB21"
            + 'Nf1eELAOip+MxQWtyzq+u62f07pdpSq1hbb/zSw5Xw==;EndpointSuffix=core.example"',
        ),
        misses=(
            'AZURE_STORAGE_CONNECTION_STRING="DefaultEndpointsProtocol=https;AccountName=shop;AccountKey='
            + "B4ZI2yXuD0ZnIVbtyafky2oFyVEvI+lzwQeOfHPzOB21"
            + 'Nf1eELAOip+MxQWtyzq+u62f07pdpSq1hbb/zSw5Xw=;EndpointSuffix=core.example"',
            'AZURE_STORAGE_CONNECTION_STRING="DefaultEndpointsProtocol=https;AccountName=shop;AccountKey='
            + "B4ZI2yXuD0ZnIVbtyafky2oFyVEvI+lzwQeOfHPzOB21"
            + 'xxxxxxxxxx+xxxxxxxx+xxxxxxxxxxxxxxx/xxxxxx==;EndpointSuffix=core.example"',
        ),
        source="Azure Storage docs, Configure connection strings",
        validate=_account,
        min_entropy=4.0,
        security_severity=9.0,
    ),
    Detector(
        id="azure-shared-access-key",
        provider="Microsoft Azure",
        title="Azure Service Bus, Event Hubs or IoT Hub shared access key",
        pattern=r"SharedAccessKey=(?P<secret>[A-Za-z0-9+/]{43}=)",
        keywords=("sharedaccesskey=",),
        matches=(
            'CONNECTION="Endpoint=sb://shop.example/;SharedAccessKeyName=Root;SharedAccessKey='
            + "AIMHfZugJjvF1ca4gYxFtR" + '9gPD+/fJXXqOnOcGiNcOA="',
        ),
        misses=(
            'CONNECTION="Endpoint=sb://shop.example/;SharedAccessKeyName=Root;SharedAccessKey='
            + "AIMHfZugJjvF1ca4gYxFtR" + '9gPD+/fJXXqOnOcGiNcOA"',
            'CONNECTION="Endpoint=sb://shop.example/;SharedAccessKeyName=Root;SharedAccessKey='
            + "AIMHfZugJjvF1ca4gYxFtR" + 'xxxx+/xxxxxxxxxxxxxxx="',
        ),
        source="Azure Service Bus docs, connection strings",
        validate=_shared,
        min_entropy=4.0,
        security_severity=8.5,
    ),
    Detector(
        id="azure-cosmos-db-legacy-key",
        provider="Microsoft Azure",
        title="Azure Cosmos DB key",
        pattern=assigned(r"cosmos|documentdb", r"[A-Za-z0-9+/]{86}=="),
        keywords=("cosmos", "documentdb"),
        matches=(
            'COSMOS_DB_KEY="'
            + '3ZgjyUFd+MsZBD2RZILKBvh9YFe4Zeb3MMV+vOkKm3PI5EmC0WL60Wc9eQC+JI9MnnrSqgO9ncWMrLGtO0EZvg=="',
            "  cosmos_db_key: "
            + "zMW7vvBDSQx7hjKhc4pGYBYfwNblSI73RU7Q1W68fnArpfWkb5mJzVMr9u0wR1Pgke1ecOHdXrqWNk7ykKjL6w==",
        ),
        misses=(
            'COSMOS_DB_KEY="'
            + '3ZgjyUFd+MsZBD2RZILKBvh9YFe4Zeb3MMV+vOkKm3PI5EmC0WL60Wc9eQC+JI9MnnrSqgO9ncWMrLGtO0EZvg="',
            'COSMOS_DB_KEY="'
            + '0XxxxXXx+XxXXX0XXXXXXxx0XXx0Xxx0XXX+xXxXx0XX0XxX0XX00Xx0xXX+XX0XxxxXxxX0xxXXxXXxX0XXxx=="',
            "REVISION="
            + "3ZgjyUFd+MsZBD2RZILKBvh9YFe4Zeb3MMV+vOkKm3PI5EmC0WL60Wc9eQC+JI9MnnrSqgO9ncWMrLGtO0EZvg==",
        ),
        source="Azure Cosmos DB docs, Secure access to data (primary keys)",
        validate=_account,
        min_entropy=4.0,
        confidence="medium",
        security_severity=9.0,
    ),
    Detector(
        id="azure-storage-legacy-key",
        provider="Microsoft Azure",
        title="Azure storage account key",
        pattern=assigned(r"storage_key|storage_account|storagekey|account_key", r"[A-Za-z0-9+/]{86}=="),
        keywords=("storage_key", "storage_account", "storagekey", "account_key"),
        matches=(
            'AZURE_STORAGE_KEY="'
            + '8BokxrMwql5Uy1J6Ib44+XkTIGqiSmaI9GbTQDXZ/Jd0fp2NjywcrpLbziMzfEQTPFK3y1ccnFbBw1hxSPMnfw=="',
            "  azure_storage_key: "
            + "myYvjcCNAFBhgXeS+NQgnE6pe9Gu9vD3BOSPZLUtK0/OQfts0OMUjqAGp82rW/A1cAGJjCUgu3ayXpkFrhKLBA==",
        ),
        misses=(
            'AZURE_STORAGE_KEY="'
            + '8BokxrMwql5Uy1J6Ib44+XkTIGqiSmaI9GbTQDXZ/Jd0fp2NjywcrpLbziMzfEQTPFK3y1ccnFbBw1hxSPMnfw="',
            'AZURE_STORAGE_KEY="'
            + '0XxxxxXxxx0Xx0X0Xx00+XxXXXxxXxxX0XxXXXXX/Xx0xx0XxxxxxxXxxxXxxXXXXXX0x0xxxXxXx0xxXXXxxx=="',
            "REVISION="
            + "8BokxrMwql5Uy1J6Ib44+XkTIGqiSmaI9GbTQDXZ/Jd0fp2NjywcrpLbziMzfEQTPFK3y1ccnFbBw1hxSPMnfw==",
        ),
        source="Azure Storage docs, Manage account access keys (64 bytes, base64)",
        validate=_account,
        min_entropy=4.0,
        confidence="medium",
        security_severity=9.0,
    ),
    Detector(
        id="azure-sas-signature",
        provider="Microsoft Azure",
        title="Azure shared access signature",
        pattern=r"""[?&\"';]s[a-z]{1,2}=[A-Za-z0-9%:.\-_&=]{1,180}sig=(?P<secret>[A-Za-z0-9%/+]{43,70}(?:%3[dD]|=))""",
        keywords=("sig=",),
        matches=(
            'url = "https://shop.blob.example/c?sv=2022-11-02&ss=b&srt=co&sp=rl&se=2031-01-01T00:00:00Z&sig='
            + "BE%2FyFH6u21psfGotZyuxsR" + 'ejNbeygPsGTzQ7oCDvdl8%3D"',
        ),
        misses=(
            'url = "https://shop.blob.example/c?sv=2022-11-02&ss=b&srt=co&sp=rl&se=2031-01-01T00:00:00Z&sig='
            + "BE%2FyFH6u21psfGotZyuxsR" + 'ejNbeygPsGTzQ7oCDvdl8%3"',
            'url = "https://shop.blob.example/c?sv=2022-11-02&ss=b&srt=co&sp=rl&se=2031-01-01T00:00:00Z&sig='
            + "BE%2FyFH6u21psfGotZyuxsR" + 'xxxxxxxxxxxxxxxxxxxxx%xx"',
        ),
        source="Azure Storage docs, Create an account SAS",
        min_entropy=3.5,
        security_severity=7.5,
    ),
    Detector(
        id="azure-logic-apps-url",
        provider="Microsoft Azure",
        title="Azure Logic Apps or Power Automate trigger URL",
        pattern=r"logic\.azure\.com(?::443)?/workflows/[0-9a-f]{32}/triggers/[A-Za-z0-9_/?&=.%\-]{1,160}[?&]sig=(?P<secret>[A-Za-z0-9_-]{43})",
        keywords=(".logic.azure.com",),
        matches=(
            'HOOK="https://prod-07.westeurope.logic.azure.com:443/workflows/0a1b2c3d4e5f60718293a4b5c6d7e8f9/triggers/manual/paths/invoke?api-version=2016-10-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=' + "FFy7Z4ZgLrxSfBqPA9JjX" + 'YZpW4oq9YXRegFZWDSEltp"',
        ),
        misses=(
            'HOOK="https://prod-07.westeurope.logic.azure.com:443/workflows/0a1b2c3d4e5f60718293a4b5c6d7e8f9/triggers/manual/paths/invoke?api-version=2016-10-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=' + "FFy7Z4ZgLrxSfBqPA9JjX" + 'YZpW4oq9YXRegFZWDSElt"',
            'HOOK="https://prod-07.westeurope.logic.azure.com:443/workflows/0a1b2c3d4e5f60718293a4b5c6d7e8f9/triggers/manual/paths/invoke?api-version=2016-10-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=' + "FFy7Z4ZgLrxSfBqPA9JjX" + 'xxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Azure Logic Apps docs, Call, trigger, or nest workflows with HTTPS endpoints",
        min_entropy=3.5,
        security_severity=6.5,
    ),
    Detector(
        id="azure-functions-url-code",
        provider="Microsoft Azure",
        title="Azure Functions key in a URL",
        pattern=r"azurewebsites\.net/api/[A-Za-z0-9_/\-]{1,80}\?code=(?P<secret>[A-Za-z0-9_\-/+]{40,60}={0,2})",
        keywords=("azurewebsites.net/api/",),
        matches=(
            'URL="https://shop.azurewebsites.net/api/order?code=' + "zkjXrcOxCIft21btrXjJjZ7VGI5o"
            + 'Nu2XIFKYL1URRZceiCcnQXnty9=="',
        ),
        misses=(
            'URL="https://shop.azurewebsites.net/api/order?code=' + "zkjXrcOxCIft21btrXjJjZ7VGI5o"
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxx=="',
        ),
        source="Azure Functions docs, access keys",
        min_entropy=3.5,
        security_severity=6.5,
    ),
    Detector(
        id="azure-ai-services-key",
        provider="Microsoft Azure",
        title="Azure OpenAI or AI services key",
        pattern=r"[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9][A-L][A-Za-z0-9]{16}ACOG[A-Za-z0-9]{4}",
        keywords=("acog",),
        matches=(
            'AZURE_OPENAI_API_KEY="' + "jPwmQCRsdxkZDY38CjfdNspCnaWl8SKHFPYsIChTei"
            + 'p8njyzP2KKJQQJ99wIy0ENuuqPVDCjB32hACOG9WtY"',
            "api-key: " + "TpZFWqPiJ0XCRQZMpSooChKt2RSkciBMHt3yGnCdTK"
            + "vxppRmRhYLJQQJ99FHiGO9E1GOdjoXwq1RACOG8VrI",
        ),
        misses=(
            'AZURE_OPENAI_API_KEY="' + "jPwmQCRsdxkZDY38CjfdNspCnaWl8SKHFPYsIChTei"
            + 'p8njyzP2KKJQQJ99wIy0ENuuqPVDCjB32hACOG9Wt"',
            'AZURE_OPENAI_API_KEY="' + "jPwmQCRsdxkZDY38CjfdNspCnaWl8SKHFPYsIChTei"
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Microsoft Security Utilities, identifiable key patterns",
        min_entropy=3.5,
    ),
    Detector(
        id="azure-annotated-key",
        provider="Microsoft Azure",
        title="Azure service key (annotated format)",
        pattern=r"[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9][A-L][A-Za-z0-9]{16}[A-Za-z][A-Za-z0-9]{7}",
        keywords=("jqqj99",),
        matches=(
            'AZURE_KEY="' + "CSMDLbbc2x2QPkQAtJI0hnmJZY6JNEwD3JAr0SqOto"
            + 'fDspM8FECHJQQJ991C5FzvcUxIOVSkizT4qBB0tFHw"',
            "api-key: " + "cPzSaF4c1W6pC0SLTOEHhFMbZ5eqdtQfJvSEmCC5Ew"
            + "U9YeVHc3NzJQQJ99DJkhLVZPgi2pYbCl1rtLtSqgsc",
        ),
        misses=(
            'AZURE_KEY="' + "CSMDLbbc2x2QPkQAtJI0hnmJZY6JNEwD3JAr0SqOto"
            + 'fDspM8FECHJQQJ991C5FzvcUxIOVSkizT4qBB0tFH"',
            'AZURE_KEY="' + "CSMDLbbc2x2QPkQAtJI0hnmJZY6JNEwD3JAr0SqOto"
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Microsoft Security Utilities, identifiable key patterns",
        validate=_other,
        min_entropy=3.5,
    ),
    Detector(
        id="azure-openai-legacy-key",
        provider="Microsoft Azure",
        title="Azure OpenAI or Cognitive Services key",
        pattern=assigned(
            r"azure_openai|azure-openai|azureopenai|cognitive|ocp-apim-subscription-key|azure_speech|speech_key", r"[0-9a-f]{32}"),
        keywords=("azure_openai", "azure-openai", "azureopenai", "cognitive", "ocp-apim-subscription-key",
            "azure_speech", "speech_key"),
        matches=(
            'AZURE_OPENAI_API_KEY="' + 'c1ff8aad3870041c79ccdd669a503ab8"',
            "  azure_openai_api_key: " + "82469d13d61fd7c708011fe3047c9ab6",
        ),
        misses=(
            'AZURE_OPENAI_API_KEY="' + 'c1ff8aad3870041c79ccdd669a503ab"',
            'AZURE_OPENAI_API_KEY="' + 'x0xx0xxx0000000x00xxxx000x000xx0"',
            "REVISION=" + "c1ff8aad3870041c79ccdd669a503ab8",
        ),
        source="Azure AI services docs, Authenticate requests (32 hexadecimal digits)",
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
    Detector(
        id="azure-app-configuration-secret",
        provider="Microsoft Azure",
        title="Azure App Configuration connection string",
        pattern=r"azconfig\.io;Id=[A-Za-z0-9+/=:\-]{4,60};Secret=(?P<secret>[A-Za-z0-9+/]{43}=|[A-Za-z0-9]{84})",
        keywords=("azconfig.io",),
        matches=(
            'APPCONFIG="Endpoint=https://shop.azconfig.io;Id=aB3d-l0-s0:Xy;Secret='
            + "U5EMMLvXtob3Ld25S5Y++Z" + 'ED4mHkQj5Q20dZqny/KkM="',
        ),
        misses=(
            'APPCONFIG="Endpoint=https://shop.azconfig.io;Id=aB3d-l0-s0:Xy;Secret='
            + "U5EMMLvXtob3Ld25S5Y++Z" + 'ED4mHkQj5Q20dZqny/KkM"',
            'APPCONFIG="Endpoint=https://shop.azconfig.io;Id=aB3d-l0-s0:Xy;Secret='
            + "U5EMMLvXtob3Ld25S5Y++Z" + 'xxxxxxxxxxxxxxxxx/xxx="',
        ),
        source="Azure App Configuration docs, access keys",
        min_entropy=3.5,
        security_severity=8.5,
    ),
    Detector(
        id="azure-signalr-access-key",
        provider="Microsoft Azure",
        title="Azure SignalR or Web PubSub access key",
        pattern=r"(?:signalr\.net|webpubsub\.azure\.com);AccessKey=(?P<secret>[A-Za-z0-9+/]{43}=|[A-Za-z0-9]{84})",
        keywords=("signalr.net", "webpubsub.azure.com"),
        matches=(
            'SIGNALR="Endpoint=https://shop.service.signalr.net;AccessKey=' + "VoxAroLy4+++WW7mj1go9U"
            + 'hZyIsVjIQCj+g2iPXguNY=;Version=1.0;"',
        ),
        misses=(
            'SIGNALR="Endpoint=https://shop.service.signalr.net;AccessKey=' + "VoxAroLy4+++WW7mj1go9U"
            + 'hZyIsVjIQCj+g2iPXguNY;Version=1.0;"',
            'SIGNALR="Endpoint=https://shop.service.signalr.net;AccessKey=' + "VoxAroLy4+++WW7mj1go9U"
            + 'xxxxxxxxxxx+xxxxxxxxx=;Version=1.0;"',
        ),
        source="Azure SignalR docs, connection string",
        min_entropy=3.5,
    ),
    Detector(
        id="azure-communication-services-key",
        provider="Microsoft Azure",
        title="Azure Communication Services access key",
        pattern=r"communication\.azure\.com/?;accesskey=(?P<secret>[A-Za-z0-9+/]{86}==|[A-Za-z0-9]{84})",
        keywords=("communication.azure.com",),
        matches=(
            'ACS="endpoint=https://shop.europe.communication.azure.com/;accesskey='
            + "4StfxoLmrrcd/NNhmDW08CAILasPUNtxLGvuAEqMbXKA"
            + 'Fp8Ibc9yOpAmPiVhms8NpOV7RrsMnCr0EcSLnub0bg=="',
        ),
        misses=(
            'ACS="endpoint=https://shop.europe.communication.azure.com/;accesskey='
            + "4StfxoLmrrcd/NNhmDW08CAILasPUNtxLGvuAEqMbXKA" + 'Fp8Ibc9yOpAmPiVhms8NpOV7RrsMnCr0EcSLnub0bg="',
            'ACS="endpoint=https://shop.europe.communication.azure.com/;accesskey='
            + "4StfxoLmrrcd/NNhmDW08CAILasPUNtxLGvuAEqMbXKA"
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=="',
        ),
        source="Azure Communication Services docs, access keys",
        min_entropy=3.5,
    ),
)
