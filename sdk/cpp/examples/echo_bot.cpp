// A bot that answers every message in the chats it is in:  parley_echo_bot --url ws://localhost:8080/ --user bot
// --password …
#include <parley/parley.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <map>

using namespace parley;

int main(int argc, char** argv) {
  std::map<std::string, std::string> flags;
  for (int i = 1; i + 1 < argc; i += 2) flags[argv[i]] = argv[i + 1];
  if (argc % 2 == 0 || !flags.count("--url") || !flags.count("--user") || !flags.count("--password")) {
    std::cerr << "usage: parley_echo_bot --url ws://HOST:PORT/ --user USER --password PASSWORD\n";
    return 2;
  }
  // Before any thread is there, so that all of them leave the signals to sigwait.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int one : {SIGINT, SIGTERM, SIGUSR1}) sigaddset(&signals, one);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  sdk::SfuExtended client;
  const std::string self = flags["--user"];
  client.on<protocol::Message>(sdk::SfuEvent::MESSAGE, [&client, self](const protocol::Message& message) {
    if (message.from == client.user()->username || message.body.empty()) return;
    sdk::calls::SendMessage answer;
    answer.targetEntityType = message.targetEntityType;
    answer.targetEntityId = message.targetEntityId;
    answer.body = "You said: " + message.body;
    answer.parentId = message.id;
    client.sendMessage(answer).then([](const sdk::Outcome<protocol::MessageStatus>& outcome) {
      if (!outcome) std::cerr << "not sent: " << outcome.failure().error << "\n";
    });
  });
  client.on(sdk::SfuEvent::CONNECTION_FAILED, [] {
    std::cerr << "the connection is lost\n";
    kill(getpid(), SIGUSR1);
  });

  const auto user = client.connect({.url = flags["--url"], .username = self, .password = flags["--password"]}).get();
  if (!user) {
    std::cerr << "can't log in: " << user.failure().error << "\n";
    return 1;
  }
  std::cout << "logged in as " << user.value().username << std::endl;
  int signal = 0;
  sigwait(&signals, &signal);
  (void)client.disconnect().get();
  return signal == SIGUSR1 ? 1 : 0;
}
