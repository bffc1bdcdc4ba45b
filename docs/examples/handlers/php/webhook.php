<?php
// Stream's webhooks on PHP: PHP_CLI_SERVER_WORKERS=8 php -S 127.0.0.1:3000 webhook.php, or any PHP server.
const LIMIT = 5 << 20;

function handle(array $event): void // Your work goes here.
{
    error_log($event['type'] . ' ' . ($event['call_cid'] ?? ''));
}

function answer(int $status): never
{
    http_response_code($status);
    exit;
}

$secret = getenv('STREAM_API_SECRET') ?: throw new Exception('set STREAM_API_SECRET to the secret of your app');
if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
    header('Allow: POST');
    answer(405);
}
// The body as bytes: JSON that was parsed and written again is not what Stream signed.
$body = file_get_contents('php://input', length: LIMIT);
if (str_starts_with($body, "\x1f\x8b")) { // A body is signed before it is compressed.
    $body = @gzdecode($body, LIMIT);
    $body !== false || answer(400);
}
hash_equals(hash_hmac('sha256', $body, $secret), $_SERVER['HTTP_X_SIGNATURE'] ?? '') || answer(401);
$event = json_decode($body, true);
is_array($event) || answer(400);
// In production a unique column of your database. A retry is acknowledged, and not handled again.
$seen = sys_get_temp_dir() . '/stream-webhook-' . hash('sha256', $_SERVER['HTTP_X_WEBHOOK_ID'] ?? '');
$first = @fopen($seen, 'x');
http_response_code(200);
if (function_exists('fastcgi_finish_request')) fastcgi_finish_request(); // The answer first: Stream never waits.
if ($first) handle($event);
