"""Every operation of the emulator, on both surfaces: an independent validator (ajv) checks the answers against Stream's specification."""
import json
import subprocess

import pytest

from conftest import ROOT, WATCHDOG
from sdk import MODULES, installed
from test_emulator import KEY, emulator, jwt  # noqa: F401, a fixture

FACTS = json.loads((ROOT / "tests/e2e/emulator_answers.json").read_text())
TABLE = json.loads((ROOT / "lib/emulator/specification/operations.json").read_text())
CALL = "/video/call/default/a"
SIP = "/video/sip/inbound_"
OF_SESSION = "/video/call_stats/default/a/{session}"

# Operation, path, body; in an order in which each succeeds. {names} are filled from earlier answers.
WALK = [
    ("UpdateUsers", "/users", {"users": {name: {"id": name, "name": name.title()} for name in ("john", "jane", "bob", "eve")}}),
    ("UpdateUsersPartial", "/users", {"users": [{"id": "john", "set": {"custom.desk": 4}}]}),
    ("QueryUsers", "/users?payload=%7B%22filter_conditions%22%3A%7B%22name%22%3A%7B%22%24autocomplete%22%3A%22j%22%7D%7D%7D", None),
    ("CreateGuest", "/guest", {"user": {"id": "visitor"}}),
    ("CreateDevice", "/devices", {"id": "d", "push_provider": "apn", "user_id": "john"}),
    ("ListDevices", "/devices?user_id=john", None),
    ("CreateCallType", "/video/calltypes", {"name": "meeting", "grants": {"user": ["join-call"]}}),
    ("UpdateCallType", "/video/calltypes/meeting", {"settings": {"session": {"inactivity_timeout_seconds": 60}}}),
    ("GetCallType", "/video/calltypes/meeting", None),
    ("ListCallTypes", "/video/calltypes", None),
    ("GetOrCreateCall", CALL, {"data": {"created_by_id": "john", "members": [{"user_id": "john"}, {"user_id": "jane"}]}}),
    ("GetCall", CALL, None),
    ("UpdateCall", CALL, {"custom": {"topic": "x"}, "settings_override": {"backstage": {"join_ahead_time_seconds": 300}}}),
    ("QueryCalls", "/video/calls", {"filter_conditions": {"members": {"$in": ["jane"]}}, "sort": [{"field": "starts_at", "direction": -1}]}),
    ("UpdateCallMembers", CALL + "/members", {"update_members": [{"user_id": "bob", "role": "admin"}]}),
    ("QueryCallMembers", "/video/call/members", {"type": "default", "id": "a"}),
    ("RingCall", CALL + "/ring", {}),
    ("GetCallRingState", CALL + "/ring_state", None),
    ("AcceptCall", CALL + "/accept", None),
    ("RejectCall", CALL + "/reject", {"reason": "busy"}),
    ("JoinCall", CALL + "/join", {"location": "AMS"}),
    ("SendCallEvent", CALL + "/event", {"custom": {"a": 1}, "user_id": "john"}),
    ("SendVideoReaction", CALL + "/reaction", {"type": "wave", "custom": {"a": 1}}),
    ("SendClosedCaption", CALL + "/closed_captions", {"speaker_id": "john", "text": "hello"}),
    ("CollectUserFeedback", CALL + "/feedback", {"rating": 4, "sdk": "js", "sdk_version": "1"}),
    ("QueryUserFeedback", "/video/call/feedback", {}),
    ("QueryCallParticipants", CALL + "/participants", {"filter_conditions": {"user_id": "john"}}),
    ("GoLive", CALL + "/go_live", {}),
    ("StopLive", CALL + "/stop_live", {}),
    ("VideoPin", CALL + "/pin", {"session_id": "s", "user_id": "john"}),
    ("VideoUnpin", CALL + "/unpin", {"session_id": "s", "user_id": "john"}),
    ("MuteUsers", CALL + "/mute_users", {"user_ids": ["jane"], "audio": True, "muted_by_id": "john"}),
    ("RequestPermission", CALL + "/request_permission", {"permissions": ["screenshare"]}),
    ("UpdateUserPermissions", CALL + "/user_permissions", {"user_id": "jane", "grant_permissions": ["screenshare"]}),
    ("BlockUser", CALL + "/block", {"user_id": "eve"}),
    ("UnblockUser", CALL + "/unblock", {"user_id": "eve"}),
    ("KickUser", CALL + "/kick", {"user_id": "eve", "kicked_by_id": "john"}),
    ("StartRecording", CALL + "/recordings/composite/start", {}),
    ("StopRecording", CALL + "/recordings/composite/stop", {}),
    ("ListRecordings", CALL + "/recordings", None),
    ("StartFrameRecording", CALL + "/start_frame_recording", {}),
    ("StopFrameRecording", CALL + "/stop_frame_recording", None),
    ("StartTranscription", CALL + "/start_transcription", {"language": "en"}),
    ("StopTranscription", CALL + "/stop_transcription", {}),
    ("ListTranscriptions", CALL + "/transcriptions", None),
    ("StartClosedCaptions", CALL + "/start_closed_captions", {}),
    ("StopClosedCaptions", CALL + "/stop_closed_captions", {}),
    ("StartHLSBroadcasting", CALL + "/start_broadcasting", None),
    ("StopHLSBroadcasting", CALL + "/stop_broadcasting", None),
    ("StartRTMPBroadcasts", CALL + "/rtmp_broadcasts", {"broadcasts": [{"name": "x", "stream_url": "rtmps://a/"}]}),
    ("StopRTMPBroadcast", CALL + "/rtmp_broadcasts/x/stop", {}),
    ("StopAllRTMPBroadcasts", CALL + "/rtmp_broadcasts/stop", None),
    ("GetActiveCallsStatus", "/video/active_calls_status", None),
    ("QueryCallStats", "/video/call/stats", {"sort": [{"field": "created_at"}]}),
    ("QueryCallSessionStats", "/video/call_stats", {"filter_conditions": {"is_active": True}}),
    ("GetCallReport", CALL + "/report", None),
    ("GetCallStats", CALL + "/stats/{session}", None),
    ("GetCallStatsMap", OF_SESSION + "/map", None),
    ("QueryCallSessionParticipantStats", OF_SESSION + "/participants", None),
    ("GetCallSessionParticipantStatsDetails", OF_SESSION + "/participant/john/{stay}/details", None),
    ("GetCallSessionParticipantStatsTimeline", OF_SESSION + "/participants/john/{stay}/timeline", None),
    ("QueryCallParticipantSessions", CALL + "/session/{session}/participant_sessions", None),
    ("GetCallParticipantSessionMetrics", CALL + "/session/{session}/participant/john/{stay}/details/track", None),
    ("QueryAggregateCallStats", "/video/stats", {}),
    ("GetDailyDigest", "/video/stats/daily_digest", None),
    ("DeleteRecording", CALL + "/{session}/recordings/{recording}", None),
    ("DeleteTranscription", CALL + "/{session}/transcriptions/{transcription}", None),
    ("EndCall", CALL + "/mark_ended", None),
    ("DeleteCall", CALL + "/delete", {"hard": True}),
    ("GetTask", "/tasks/{task}", None),
    ("DeleteCallType", "/video/calltypes/meeting", None),
    ("ReportClientCallEvent", "/video/call_client_event", {"events": [{"stage": "CoordinatorWS"}]}),
    ("GetEdges", "/video/edges", None),
    ("CreateSIPTrunk", SIP + "trunks", {"name": "t", "numbers": ["+311"]}),
    ("UpdateSIPTrunk", SIP + "trunks/{trunk}", {"name": "t", "numbers": ["+311"]}),
    ("ListSIPTrunks", SIP + "trunks", None),
    ("CreateSIPInboundRoutingRule", SIP + "routing_rules", {"name": "r", "trunk_ids": ["{trunk}"], "caller_configs": {"id": "phone"},
                                                            "direct_routing_configs": {"call_type": "default", "call_id": "desk"}}),
    ("UpdateSIPInboundRoutingRule", SIP + "routing_rules/{rule}", {"name": "r", "trunk_ids": ["{trunk}"], "caller_configs": {"id": "phone"}}),
    ("ListSIPInboundRoutingRule", SIP + "routing_rules", None),
    ("ResolveSipAuth", "/video/sip/auth", {"sip_caller_number": "+322", "sip_trunk_number": "+311"}),
    ("ResolveSipInbound", "/video/sip/resolve", {"sip_caller_number": "+322", "sip_trunk_number": "+311"}),
    ("DeleteSIPInboundRoutingRule", SIP + "routing_rules/{rule}", None),
    ("DeleteSIPTrunk", SIP + "trunks/{trunk}", None),
    ("GetApp", "/app", None),
    ("UpdateApp", "/app", {"webhook_url": "http://127.0.0.1:9/"}),
    ("CheckSQS", "/check_sqs", {}),
    ("CheckSNS", "/check_sns", {}),
    ("CheckPush", "/check_push", {"user_id": "john", "skip_devices": True}),
    ("GetRateLimits", "/rate_limits", None),
    ("CreateExternalStorage", "/external_storage", {"name": "s", "bucket": "b", "storage_type": "gcs"}),
    ("UpdateExternalStorage", "/external_storage/s", {"bucket": "c", "storage_type": "gcs"}),
    ("ListExternalStorage", "/external_storage", None),
    ("DeleteExternalStorage", "/external_storage/s", None),
    ("CreateBlockList", "/blocklists", {"name": "l", "words": ["darn"]}),
    ("UpdateBlockList", "/blocklists/l", {"words": ["heck"]}),
    ("GetBlockList", "/blocklists/l", None),
    ("ListBlockLists", "/blocklists", None),
    ("ImportBlockList", "/blocklists/l/import", {"items": ["heck", "dang"]}),
    ("DeleteBlockList", "/blocklists/l", None),
    ("UpsertPushProvider", "/push_providers", {"push_provider": {"name": "p", "type": "firebase"}}),
    ("ListPushProviders", "/push_providers", None),
    ("UpsertPushTemplate", "/push_templates", {"push_provider_type": "firebase", "push_provider_name": "p", "event_type": "message.new", "template": "{}"}),
    ("GetPushTemplates", "/push_templates?push_provider_type=firebase&push_provider_name=p", None),
    ("DeletePushProvider", "/push_providers/firebase/p", None),
    ("UpdatePushNotificationPreferences", "/push_preferences", {"preferences": [{"user_id": "john", "call_level": "none",
                                                                                 "disabled_until": "2027-01-01T00:00:00Z"}]}),
    ("UploadFile", "/uploads/file", {"file": "text"}),
    ("DeleteFile", "/uploads/file?url={file}", None),
    ("UploadImage", "/uploads/image", {"file": "text", "upload_sizes": [{"width": 10, "height": 10}]}),
    ("DeleteImage", "/uploads/image?url={image}", None),
    ("CreateRole", "/roles", {"name": "captain"}),
    ("ListRoles", "/roles", None),
    ("SearchRoles", "/roles/search?query=cap", None),
    ("DeleteRole", "/roles/captain", None),
    ("CreatePermission", "/permissions", {"id": "fly", "name": "Fly", "action": "Fly", "condition": {}}),
    ("UpdatePermission", "/permissions/fly", {"name": "Fly", "action": "Fly", "condition": {}}),
    ("GetPermission", "/permissions/fly", None),
    ("ListPermissions", "/permissions", None),
    ("DeletePermission", "/permissions/fly", None),
    ("CreateImportURL", "/import_urls", {"filename": "users.json"}),
    ("CreateImport", "/imports", {"path": "users.json", "mode": "upsert"}),
    ("GetImport", "/imports/{import}", None),
    ("ListImports", "/imports", None),
    ("CreateUserGroup", "/usergroups", {"id": "crew", "name": "Crew", "member_ids": ["john"]}),
    ("AddUserGroupMembers", "/usergroups/crew/members", {"member_ids": ["jane", "bob"], "as_admin": True}),
    ("RemoveUserGroupMembers", "/usergroups/crew/members/delete", {"member_ids": ["bob"]}),
    ("UpdateUserGroup", "/usergroups/crew", {"description": "of the ship"}),
    ("GetUserGroup", "/usergroups/crew", None),
    ("ListUserGroups", "/usergroups?limit=5", None),
    ("SearchUserGroups", "/usergroups/search?query=cr", None),
    ("DeleteUserGroup", "/usergroups/crew", None),
    ("BlockUsers", "/users/block", {"user_id": "john", "blocked_user_id": "jane"}),
    ("GetBlockedUsers", "/users/block?user_id=john", None),
    ("UnblockUsers", "/users/unblock", {"user_id": "john", "blocked_user_id": "jane"}),
    ("DeactivateUser", "/users/bob/deactivate", {}),
    ("ReactivateUser", "/users/bob/reactivate", {}),
    ("DeactivateUsers", "/users/deactivate", {"user_ids": ["bob"]}),
    ("ReactivateUsers", "/users/reactivate", {"user_ids": ["bob"]}),
    ("ExportUser", "/users/bob/export", None),
    ("ExportUsers", "/export/users", {"user_ids": ["bob"]}),
    ("DeleteUsers", "/users/delete", {"user_ids": ["bob"]}),
    ("RestoreUsers", "/users/restore", {"user_ids": ["bob"]}),
    ("DeleteDevice", "/devices?id=d&user_id=john", None),
]
# What later steps name: operation, its name there, and where it is in the answer.
FOUND = [("CreateImport", "import", ["import_task", "id"]), ("CreateSIPTrunk", "trunk", ["sip_trunk", "id"]), ("CreateSIPInboundRoutingRule", "rule", ["id"]), ("DeleteCall", "task", ["task_id"]),
         ("JoinCall", "session", ["call", "session", "id"]), ("JoinCall", "stay", ["call", "session", "participants", 0, "user_session_id"]),
         ("UploadFile", "file", ["file"]), ("UploadImage", "image", ["file"]), ("ListRecordings", "recording", ["recordings", 0, "filename"]),
         ("ListTranscriptions", "transcription", ["transcriptions", 0, "filename"])]
# Without an answer in the specification, or always refused, as docs/emulator.md says.
WITHOUT_ANSWER = {"GetCallRingState", "GetCallStats", "CheckExternalStorage", "LongPoll", "VideoConnect"}


def schema_of(field, dates):
    if field.get("format") == "date-time":
        return {"type": dates}
    if "ref" in field:
        return {"$ref": field["ref"]}
    made = {key: field[key] for key in ("type", "enum") if key in field}
    if "items" in field:
        made["items"] = schema_of(field["items"], dates)
    if field.get("values"):
        made["additionalProperties"] = schema_of(field["values"], dates)
    return made


def schemas(dates):
    made = {}
    for name, facts in FACTS["schemas"].items():
        if "enum" in facts:
            made[name] = {"enum": facts["enum"]}
            continue
        fields = facts["fields"]
        made[name] = {"type": "object", "properties": {key: schema_of(field, dates) for key, field in fields.items()},
                      "required": [key for key, field in fields.items() if field.get("required")]}
        # The specification has these times as bare numbers, without a format.
        for key in ("accepted_by", "missed_by", "rejected_by"):
            if name == "CallSessionResponse" and key in fields:
                made[name]["properties"][key] = {"type": "object", "additionalProperties": {"type": dates}}
    return made


def filled(value, names):
    text = json.dumps(value)
    for name, found in names.items():
        text = text.replace("{" + name + "}", found)
    return json.loads(text)


def ask(stream, method, path, body, user):
    mark = "&" if "?" in path else "?"
    token = jwt({"user_id": user} if user else {"server": True})
    return stream.http(method, f"{path}{mark}api_key={KEY}", body, {"Authorization": token})[2]


@pytest.mark.parametrize("surface, dates", [("/api/v2", "integer"), ("/video", "string")])
def test_every_answer_is_valid(emulator, surface, dates):  # noqa: F811
    if not installed("ajv"):
        pytest.skip("scripts/peers installs ajv")
    stream = emulator()
    names, values = {}, []
    for operation, path, body in WALK:
        row = TABLE[operation]
        path = filled(path, names)
        path = surface + (path.removeprefix("/video") if surface == "/video" else path)
        user = "john" if row["who"] == "client" else None
        answer = ask(stream, row["method"], path, filled(body, names), user)
        assert "StatusCode" not in answer, (operation, answer)
        for wanted, name, place in FOUND:
            if wanted == operation:
                names[name] = answer
                for step in place:
                    names[name] = names[name][step]
        if operation not in WITHOUT_ANSWER:
            values.append({"name": operation, "schema": FACTS["operations"][operation], "value": answer})
    # What the validator must find, or it looks at nothing.
    values.append({"name": "wrong", "schema": "GetTaskResponse", "value": {"task_id": 7}})
    walked = {operation for operation, _, _ in WALK} | WITHOUT_ANSWER
    assert walked == {operation for operation, row in TABLE.items() if row["support"] != "missing"}
    done = subprocess.run(["node", str(ROOT / "tests/peers/validate.js"), str(MODULES)], text=True, capture_output=True, check=True,
                          timeout=WATCHDOG, input=json.dumps({"schemas": schemas(dates), "values": values}))
    assert [(one["name"], one["errors"]) for one in json.loads(done.stdout) if one["name"] != "wrong"] == []
    assert "wrong" in done.stdout


def test_the_file_of_an_import_is_taken(emulator):
    stream = emulator()
    made = stream.ask("POST", "/api/v2/import_urls", {"filename": "users.json"}, status=201)
    assert made["upload_url"] == f"{stream.url}/_imports/{made['path']}"
    assert stream.http("PUT", made["upload_url"].removeprefix(stream.url), [{"type": "user"}])[0] == 200
    task = stream.ask("POST", "/api/v2/imports", {"path": made["path"], "mode": "upsert"}, status=201)["import_task"]
    assert stream.ask("GET", f"/api/v2/imports/{task['id']}", status=200)["import_task"]["state"] == "completed"
