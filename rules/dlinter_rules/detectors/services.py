"""Keys of services that have no form of their own: the service's name, a word for a key, a random value.

Most services on the web give out keys of hexadecimal digits, UUIDs or letters and digits, which only the name
beside them tells.
"""

from __future__ import annotations

import re

from dlinter.detectors.detector import Detector
from dlinter.detectors.words import any_of, is_random

_SERVICES = tuple(
    """
    abstractapi abuseipdb accuweather activecampaign adafruit adyen adzuna aeroworkflow aftership airbrake
    airtable airvisual aiven akamai alchemy alconost aletheia algolia alibaba alienvault alphavantage
    amplitude anypoint anyscale apacta api2cart apiflash apifonica apilayer apimanagement apimatic
    apimetrics apitemplate appdynamics appfollow appointedd appoptics appsynergy apptivo appveyor
    artifactory assemblyai atlassian audd auth0 authorizenet autodesk autoklose avaza aviationstack axonaut
    aylien ayrshare azureapimanagement azureappconfig azurebatch azurecontainerregistry azurecosmosdb
    azuredevops azureentra azurefunction azuremanagement azureopenai azuresas azuresearch azurestorage
    backblaze bannerbear baremetrics beebole besnappy besttime betterstack bigcommerce billomat bitbar
    bitbucket bitcoinaverage bitfinex bitly bitmex bitrise blazemeter blitapp blockcypher blockfrost
    blocknative blynk bombbomb boostnote borgbase braintree branchio brandfetch brevo brightcove
    browserstack browshot bscscan budibase bugherd bugsnag buildkite bulksms cachefly caflou calendarific
    calendly calorieninja cannyio captaindata carboninterface caspio centralstationcrm cexio chargebee
    chargify chartmogul chatfule checio checkly checkmarx checkvist circleci clarifai clickhelp clicksend
    cliengo clientary climacell clinchpad clockify clockworksms cloudant cloudconvert cloudelements
    cloudflare cloudimage cloudinary cloudmersive cloudplan cloudsight cloudsmith cloverly clustdoc
    cockroach codeclimate codecov codefresh codemagic codequiry coinapi coinbase coinlayer coinlib cometchat
    commercejs companyhub configcat confluence confluent contentful conversiontools convertapi convertkit
    couchbase countrylayer  covalent  craftmypdf crowdin cryptocompare currencycloud
    currencyfreaks currencylayer currencyscoop currentsapi customerguru customerio cybersource d7network
    dailyco dailymotion dareboost databox databricks datadog datagov datocms dbtcloud deepai deepgram
    deepscan deepseek deepsource deezer demio dependencytrack detectify detectlanguage devcycle dfuse
    diffbot diggernaut digitalocean disqus dnscheck docparser documo doppler dotdigital dovico dronahq
    dropbox duffel duply dwolla dynalist dynatrace dyspatch eagleeyenetworks easyinsight easypost
    ecostruxureit ecwid edamam edenai egnyte eightxeight elevenlabs endorlabs etherscan ethplorer
    eventbrite everhour eversign exchangerate exoscale exportsdk extractorapi faceplusplus fast2sms
    fastforex fastly feedier fetchrss fibery filecoin  filestack finage financialmodelingprep
     finicity finnhub fitbit fivetran fixerio flagsmith  fleetbase flexport flickr flightapi
    flightlabs flightstats flowflu flutterwave flyio formbucket formcraft formio formsite formstack
    foursquare freshbooks freshdesk freshsales fullstory fusionauth fxmarket garmin geckoboard geoapify
    geocode geocodify geocodio geoip getgeoapi getgist getsandbox giphy
    glassnode gocanvas gocardless godaddy goodday gorgias gotomeeting grafana graphcms graphhopper greynoise
    groovehq growthbook gtmetrix guardianapi gumroad gyazo happyscribe hasura haveibeenpwned hellosign
    helpcrunch helpscout hereapi hetzner hightouch hiveage holidayapi honeybadger html2pdf hubspot
    huggingface hybiscus hygraph hypertrack ibmcloud iconfinder iexapis iexcloud ifttt imagekit imagga imgbb
    imgix imgur imperva infobip insightly instabot instaclustr instamojo intercom interseller intrinio
    invoiceocean ip2location ipapi ipdata ipgeolocation ipifi ipify ipinfo ipquality ipstack jenkins jotform
    jumpcloud jupiterone jwplayer kaleyra kamatera karmacrm keenio keycdn kickbox klaviyo klipfolio
    knapsackpro kontent koyeb kucoin kustomer kylas langfuse langsmith languagelayer larksuite lastfm
    launchdarkly leadfeeder leanplum lemlist lemonsqueezy lendflow lessannoyingcrm lexigram linkpreview
    liveagent livestorm loadmill locationiq logentries loggly loginradius logrocket logzio lokalise loyverse
    lumigo lunchmoney madkudu magicbell magiclink mailboxlayer mailchimp mailerlite mailgun mailjet mailmodo
    mailsac mailtrap mapbox mapquest maptiler marketstack mavenlink maxmind meaningcloud mediastack
    meilisearch meistertask meraki mesibo messagebird metrilo mindmeister mixpanel mockaroo monkeylearn
    moonclerk moosend moralis mrticktock msg91 musixmatch myfreshworks myintervals nasdaq nethunt netlify
    netsuite neutrinoapi newrelic newsapi newscatcher nexmo nftport ngrok nicereply nightfall northflank
    noticeableio nytimes nozbeteams numverify nutritionix nutshell nvapi nylas olark ollama omnisend onedesk
    onedrive onelogin onepagecrm onesignal onfleet oopspam opencage openrouter  opentable openuv
     openweather opsgenie optimizely owlbot packagecloud pagarme pagerduty pandadoc pandascore
    paperform papertrail paralleldots parsehub parseur partnerstack paydirt paymo paystack paytm pcloud
    pdflayer pdfshift  peopledatalabs pepipost pexels pganalyze photoroom phraseapp pinecone pingdom
    pipedrive pivotaltracker pixabay pixela planetscale planviewleankit planyo platformsh pollsapi poloniex
    positionstack postageapp postbacks posthog postman postmark powrbot prismic prodpad prospectcrm
    protocolsio proxycrawl pubnub pulumi purestake pushbullet pushover pushwoosh qualaroo qualtrics quandl
    qubole quickbooks quicknode rapid7 rapidapi raygun razorpay reachmail reallysimplesystems rebrandly
    rechargepayments recurly redhatpyxis rentman repairshopr replyio requestfinance restpack revampcrm
    ringcentral ritekit robinhood rocketreach rockset  rootly route4me rudderstack runrunit runscope
    saladcloud salesblink salescookie salesflare salesforce salesmate satismeter savvycal scaleway scrapeowl
    scraperapi scraperbox scrapestack scrapfly scrapingant scrapingbee screenshotapi screenshotlayer
    scrutinizerci scylla seatgeek securestring securitytrails selectpdf sendbird sendgrid sendinblue
    sendpulse serphouse serpstack shazam sheety sherpadesk shipday shipengine shippable shippo shipstation
    shodan shopify shotstack shutterstock signalfx signalwire signaturit signnow signupgenius
    sigopt simfin simplesat simplynoted simvoly site24x7 siteleaf skrappio skybiometry skyscanner smartsheet
    smartystreets snipcart socketlabs solarwinds sonarcloud sonarqube songkick soundcloud sourcegraph
    sparkpost speechmatics speechtextai splitio spoonacular sportsmonk spotipy sslmate stackhawk stackpath
    statsig statuscake statuspage statuspal stockdata storecove stormboard stormglass storyblok storychief
    strava stripo sugester sumologic supabase supernotesapi surveyanyplace surveybot surveymonkey
    surveysparrow survicate swiftype sysdig tailscale tallyfy tatumio taxjar teamcity teamgate
    technicalanalysisapi tefter teletypeapp telnyx testingbot textmagic thegraph theoddsapi thingsboard
    thousandeyes ticketmaster tickettailor timecamp timezoneapi todoist toggltrack tokeet tomorrowio
    trackjs tradier transferwise transloadit travelpayouts trayio trello tripadvisor truenas
    trufflehogenterprise twelvedata twilio twitch tyntec typeform typesense typetalk ubidots uclassify
    unifyid unplugg unsplash upcdatabase upcloud uplead uploadcare upstash uptimerobot upwave urlscan
    userflow userstack vagrantcloud vatlayer vbout veracode vercel verimail veriphone versioneye victorops
    viewneo vimeo virustotal visualcrossing voiceflow voicegain voodoosms vouchery vpnapi vultr vyte
    wakatime walkscore wasabi waveapps wavefront weatherapi weatherbit weatherstack web3storage webex
    webflow webscraper webscraping websitepulse wepay whitesource whoxy woocommerce workato workos worksnaps
    workstack worldcoinindex worldpay worldweather wrike wufoo yandex youneedabudget yousign zapier zendesk
    zenkit zenrows zenscrape zenserp zeplin zerobounce zerotier zipapi zipbooks zipcode zohocrm zomato
    zonkafeedback zulipchat zuora
    """.split()
)
"""Services whose names are no words of any language, or nearly so, in small letters without separators."""

_COMMON = (
    "(?:template|interface|location|function|workflow|metrics|networks|registry|database|management|storage|"
    "elements|language|enterprise|scanner)$"
)


def _rare(name: str) -> str:
    """A name without most of a common word at its end: Hyperscan compares the last eight letters first, and
    `template` stands in every program, `apitemp` in those of apitemplate alone."""
    end = re.search(_COMMON, name)
    return name[: end.start() + 4] if end is not None else name


_WORDS = tuple(
    """
    figma tmetric getresponse getstream enablex getemail signrequest
    coveralls courier deepl fileio findl flatio opensea openvpn pendo rollbar
    ably abyssale acuity adobe agility aha airship alegra allsports alpaca amadeus ambee apideck apify
    apollo appcues artsy asana astra atera autopilot axiom bamboo bandwidth basecamp beamer blogger box
    braintrust braze buddy bulbul bunny butter campayn canny canva capsule cashboard census censys chatbot
    checkout cicero civo clearbit clerk clickup close cloze coda cohere collect2 column convier copper coveo
    crisp cronofy currents cypress dandelion debounce delighted deno deputy descope ditto docusign drift
    drip drone duo elastic enigma envoy eraser fauna fireworks fixer float fmfw frame front fulcrum gemini
    gengo ghost gist github gitter groq guardian harness harvest heap heroku hibp holiday holistic honeycomb
    hotjar humanity hunter impala infura instana invision ionic iterable jira juro kanban keap kiwi kraken
    lightstep line linode lob looker lucid luno magento magnetic mandrill mattermost meetup metabase miro
    mistral mite mixmax mollie monday mux n8n neon news ngc nimble notion nuget oanda octopus okta oura
    overloop ovh paddle pastebin payu percy perplexity pinata pipedream plivo podio polygon portainer
    prefect protocols pusher qase railway ramp rawg readme recaptcha refiner render replicate roaring rownd
    sabre sage sanity sauce scalr segment semaphore sentry shortcut signable sinch sirv smooch snowflake
    snyk spectral spinnaker splunk spotify square stability stitch strapi streak stream stytch supernotes
    swell tableau tatum tawk teamwork teletype tenor thinkific tiingo timezone tines tly together tomtom
    travis twist unleash vonage whereby whoop wistia withings wix wiz woodpecker xai xata xero yelp zoho
    zoom
    """.split()
)
"""Services whose names are ordinary words, or short: the word for a key has to follow at once."""

_KEY = r"(?:key|token|secret|private|access|auth|passw|bearer|credential)"
_SIGN = r"[A-Za-z_. ]{0,20}?[^A-Za-z0-9_\n?#$%&*^!~+/@]{1,8}"
_VALUE = r"(?P<secret>[A-Za-z0-9_][A-Za-z0-9_\-+/=.~]{14,255})(?:[\s\"'`,;)\]}<|\\]|\Z)"
_BEGIN = r"[A-Za-z0-9_][A-Za-z0-9_\-+/=.~]{14}"
_KIND = r"(?:api|app|client|secret|private|access|auth|service|account|personal|admin|bot|live|prod|server|rest|write|read)?"
_DIGEST = (
    r"[0-9a-fA-F]{40}|[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|0x[0-9a-fA-F]+|.*\.(?:com|org|net|io|dev|js|py|html?|json|ya?ml|so|go|rs|md)"
)


def _is_key(secret: str) -> bool:
    """Behind a word for a key, hexadecimal digits of a digest's length are a key, too."""
    if secret[-1] in "-_." or "--" in secret:
        return False
    return (
        is_random(secret)
        and (re.fullmatch(_DIGEST, secret[-80:]) is None or secret.isalnum())
        and not secret.startswith("0x")
    )


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="service-key",
        provider="Service",
        title="key of a service",
        pattern=rf"(?:^|[^A-Za-z])(?P<provider>(?i:{any_of(_SERVICES)}))(?i:[\x01-\xff]{{0,40}}?{_KEY}){_SIGN}{_VALUE}",
        keywords=_SERVICES,
        anchors=tuple((name, 1) for name in _SERVICES),
        prefilter=tuple(f"(?i:{_rare(name)})" for name in _SERVICES),
        then=rf"(?i:[\x01-\xff]{{0,60}}?{_KEY}){_SIGN}{_BEGIN}",
        matches=(
            "mailsac_key = k_8Fq2Lw7Zr" + "4TnX9vBk3Jm6Pd1",
            'const weatherbitToken = "8d2f6b1c' + '9e3a4f5d7b8c1a2e3f4d5c6b"',
        ),
        misses=("mailsac_key = get_the_mailsac_key_from_settings",
            "weatherbit token: see the documentation of weatherbit-2.0.1",
            "numverify.key.file=/etc/ssl/private/server1.pem"),
        source="The habit of naming a key by the service that gave it out",
        accepts=_is_key,
        boundary=False,
        min_entropy=2.8,
        confidence="low",
        security_severity=7.0,
    ),
    Detector(
        id="service-word-key",
        provider="Service",
        title="key of a service",
        pattern=rf"(?:^|[^A-Za-z])(?P<provider>(?i:{any_of(_WORDS)}))(?i:[_.\- ]?{_KIND}[_.\- ]?{_KEY}){_SIGN}{_VALUE}",
        keywords=_WORDS,
        anchors=tuple((word, 1) for word in _WORDS),
        prefilter=f"(?i:{any_of(_WORDS)}[_.\\- ]?{_KIND}[_.\\- ]?{_KEY})",
        then=_SIGN + _BEGIN,
        matches=(
            "canny_secret_key=5f1c9e3a-4f5d-47b8-" + "9a2e-3f4d5c6b8d2f",
            "guardian token '8Fq2Lw7Zr4TnX9v" + "Bk3Jm6Pd1'",
        ),
        misses=("box key = a_name_of_a_key_in_a_box", "column access 2021-03-04T10:11:12"),
        source="The habit of naming a key by the service that gave it out",
        accepts=_is_key,
        boundary=False,
        min_entropy=2.8,
        confidence="low",
        security_severity=7.0,
    ),
)
