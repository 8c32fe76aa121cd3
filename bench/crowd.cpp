#include "bench/crowd.hpp"

#include <algorithm>

namespace parley::bench {

Crowd::Crowd(const MeasuredServer& server, sdk::Context& context, const std::string& prefix, int count)
    : url_(server.url()), context_(context) {
  for (int i = 0; i < count; ++i) {
    users_.push_back(prefix + std::to_string(i));
    server.add_user(users_.back());
    sdk::SfuExtended client(context_);
    sdk::ConnectOptions options;
    options.url = url_;
    options.username = users_.back();
    options.password = MeasuredServer::password;
    tokens_.push_back(must(client.connect(std::move(options)).get()).authToken);
    must(client.disconnect().get());
  }
}

std::vector<Client> Crowd::connect(int count, int users) const {
  constexpr std::size_t batch = 50;  // more at once would only wait in queues
  std::vector<Client> clients;
  std::vector<sdk::Pending<sdk::CurrentUser>> logins;
  for (int i = 0; i < count; ++i) {
    clients.push_back(std::make_unique<sdk::SfuExtended>(context_));
    sdk::ConnectOptions options;
    options.url = url_;
    options.authToken = tokens_.at(static_cast<std::size_t>(i % users));
    logins.push_back(clients.back()->connect(std::move(options)));
    if (logins.size() >= batch) must(logins[logins.size() - batch].get());
  }
  for (const auto& login : logins) must(login.get());
  return clients;
}

void disconnect(std::vector<Client>& clients) {
  std::vector<sdk::Pending<sdk::Done>> ends;
  for (const Client& client : clients) ends.push_back(client->disconnect());
  for (const auto& end : ends) (void)end.get(std::chrono::seconds(5));
  clients.clear();
}

}  // namespace parley::bench
