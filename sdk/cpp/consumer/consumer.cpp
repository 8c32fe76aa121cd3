#include <parley/parley.h>

#include <iostream>

int main() {
  parley::sdk::SfuExtended client;
  const auto contacts = client.getContacts().get();
  std::cout << (contacts ? "contacts without a login?" : contacts.failure().error) << std::endl;
  return contacts ? 1 : 0;
}
